"""Runs an ONNX file: by ONNX Runtime where it is installed, else by a plain reading of the operators that our exports use."""

import numpy

try:
    import onnxruntime
except ImportError:
    onnxruntime = None


class Session:
    def __init__(self, path):
        if onnxruntime is not None:
            options = onnxruntime.SessionOptions()
            options.intra_op_num_threads = 1
            session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
            self.run = lambda feeds: session.run(None, feeds)[0]
        else:
            self.run = Reader(path).run


class Reader:
    """Slow and simple. Raises KeyError for an operator that it does not know."""

    def __init__(self, path):
        import onnx
        from onnx import numpy_helper

        self._array = numpy_helper.to_array
        self._attribute = onnx.helper.get_attribute_value
        self._graph = onnx.load(str(path)).graph
        self._constants = {tensor.name: numpy_helper.to_array(tensor) for tensor in self._graph.initializer}

    def run(self, feeds):
        values = dict(self._constants) | feeds
        for node in self._graph.node:
            attributes = {a.name: self._attribute(a) for a in node.attribute}
            inputs = [values[name] if name else None for name in node.input]
            if node.op_type == "Constant":
                results = [self._array(attributes["value"])]
            else:
                results = OPERATORS[node.op_type](attributes, *inputs)
            values.update(zip(node.output, results if isinstance(results, list) else [results]))
        return values[self._graph.output[0].name]


def convolve(a, x, weight, bias=None):
    import torch

    rows = torch.nn.functional.conv2d(
        torch.from_numpy(x), torch.from_numpy(weight.copy()), None if bias is None else torch.from_numpy(bias.copy()), a["strides"], a["pads"][:2])
    return rows.numpy()


def softmax(a, x):
    e = numpy.exp(x - x.max(a["axis"], keepdims=True))
    return e / e.sum(a["axis"], keepdims=True)


def erf(_, x):
    import torch

    return torch.erf(torch.from_numpy(numpy.ascontiguousarray(x))).numpy()


def axes(a):
    return tuple(a["axes"]) if "axes" in a else None


def kept(a):
    return bool(a.get("keepdims", 1))


def unsqueeze(_, x, places):
    for place in sorted(int(p) for p in places):
        x = numpy.expand_dims(x, place)
    return x


def split(a, x, sizes):
    return numpy.split(x, numpy.cumsum(sizes)[:-1], a.get("axis", 0))


def cut(_, x, starts, ends, places, steps=None):
    index = [slice(None)] * x.ndim
    for i, place in enumerate(places):
        index[place] = slice(int(starts[i]), int(ends[i]), None if steps is None else int(steps[i]))
    return x[tuple(index)]


def reshape(_, x, shape):
    return x.reshape([x.shape[i] if n == 0 else int(n) for i, n in enumerate(shape)])


def gemm(a, x, weight, bias):
    return x @ (weight.T if a.get("transB") else weight) + bias


TYPES = {1: numpy.float32, 6: numpy.int32, 7: numpy.int64, 9: numpy.bool_}
OPERATORS = {
    "Add": lambda a, x, y: x + y,
    "Cast": lambda a, x: x.astype(TYPES[a["to"]]),
    "Clip": lambda a, x, low=None, high=None: numpy.clip(x, low, high),
    "Concat": lambda a, *xs: numpy.concatenate([numpy.atleast_1d(x) for x in xs], a["axis"]),
    "Conv": convolve,
    "Div": lambda a, x, y: x / y if x.dtype.kind == "f" else x // y,
    "Equal": lambda a, x, y: x == y,
    "Erf": erf,
    "Expand": lambda a, x, shape: numpy.broadcast_to(x, numpy.broadcast_shapes(x.shape, tuple(shape))),
    "Gather": lambda a, x, at: numpy.take(x, at, a.get("axis", 0)),
    "Gemm": gemm,
    "Identity": lambda a, x: x,
    "MatMul": lambda a, x, y: x @ y,
    "Mul": lambda a, x, y: x * y,
    "Not": lambda a, x: ~x,
    "Pow": lambda a, x, y: x ** y,
    "ReduceL2": lambda a, x: numpy.sqrt((x * x).sum(axes(a), keepdims=kept(a))),
    "ReduceMax": lambda a, x: x.max(axes(a), keepdims=kept(a)),
    "ReduceMean": lambda a, x: x.mean(axes(a), keepdims=kept(a), dtype=x.dtype),
    "ReduceSum": lambda a, x, at: x.sum(tuple(at), keepdims=kept(a)),
    "Relu": lambda a, x: numpy.maximum(x, 0),
    "Reshape": reshape,
    "Shape": lambda a, x: numpy.array(x.shape, dtype=numpy.int64),
    "Slice": cut,
    "Softmax": softmax,
    "Split": split,
    "Sqrt": lambda a, x: numpy.sqrt(x),
    "Sub": lambda a, x, y: x - y,
    "Transpose": lambda a, x: x.transpose(a["perm"]),
    "Unsqueeze": unsqueeze,
}
