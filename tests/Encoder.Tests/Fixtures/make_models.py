"""Makes the tiny ONNX models of these tests: python3 make_models.py (Debian: python3-onnx, python3-numpy). Weights are seeded."""
import os
import numpy as np
from onnx import TensorProto, helper, numpy_helper, save

HERE = os.path.dirname(os.path.abspath(__file__))
SIZE, DIM, VOCAB = 8, 4, 49408
OPSET = [helper.make_opsetid("", 13)]
rng = np.random.default_rng(7)
PIXEL_WEIGHTS = rng.standard_normal((3 * SIZE * SIZE, DIM)).astype(np.float32)
# One row for each of 64 remainders: an embedding of 49,408 rows would make large files for nothing.
TOKEN_WEIGHTS = rng.standard_normal((64, DIM)).astype(np.float32)


def const(name, array):
    return numpy_helper.from_array(np.asarray(array), name)


def write(path, nodes, inputs, outputs, weights):
    graph = helper.make_graph(nodes, "fixture", inputs, outputs, weights)
    model = helper.make_model(graph, opset_imports=OPSET, producer_name="fixture")
    model.ir_version = 8
    path = os.path.join(HERE, path)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    save(model, path)


def value(name, kind, shape):
    return helper.make_tensor_value_info(name, kind, shape)


def image_nodes(pixels, output, prefix=""):
    return [
        helper.make_node("Flatten", [pixels], [prefix + "flat"], axis=1),
        helper.make_node("MatMul", [prefix + "flat", "pixel_weights"], [output]),
    ]


def token_nodes(ids, hidden, ids_type=TensorProto.INT64):
    nodes = []
    if ids_type != TensorProto.INT64:
        nodes.append(helper.make_node("Cast", [ids], ["ids64"], to=TensorProto.INT64))
        ids = "ids64"
    return nodes + [
        helper.make_node("Mod", [ids, "rows"], ["row"]),
        helper.make_node("Gather", ["token_weights", "row"], [hidden], axis=0),
    ]


TOKENS = [const("token_weights", TOKEN_WEIGHTS), const("rows", np.array(64, np.int64))]
PIXELS = [const("pixel_weights", PIXEL_WEIGHTS)]
AXIS = [const("axis", np.array([1], np.int64))]


def sum_rows(hidden, mask, output):
    """Adds up token vectors by a product with the mask. A Reduce operator adds in another order for another batch size."""
    return [
        helper.make_node("Unsqueeze", [mask, "axis"], ["mask3"]),
        helper.make_node("MatMul", ["mask3", hidden], ["summed"]),
        helper.make_node("Squeeze", ["summed", "axis"], [output]),
    ]


def mean(hidden, output, ids):
    return [
        helper.make_node("Equal", [ids, ids], ["same"]),
        helper.make_node("Cast", ["same"], ["ones"], to=TensorProto.FLOAT),
    ] + sum_rows(hidden, "ones", output)


def image_tower(path, pixels="pixel_values", output="image_embeds", batch="batch"):
    write(path, image_nodes(pixels, output), [value(pixels, TensorProto.FLOAT, [batch, 3, SIZE, SIZE])], [value(output, TensorProto.FLOAT, [batch, DIM])], PIXELS)


def text_tower(path, ids="input_ids", output="text_embeds", batch="batch", length="length", kind=TensorProto.INT64, mask=False):
    nodes = token_nodes(ids, "hidden", kind)
    inputs = [value(ids, kind, [batch, length])]
    if mask:
        inputs.append(value("attention_mask", kind, [batch, length]))
        nodes += [
            helper.make_node("Cast", ["attention_mask"], ["mask"], to=TensorProto.FLOAT),
        ] + sum_rows("hidden", "mask", output)
    else:
        nodes += mean("hidden", output, ids)
    write(path, nodes, inputs, [value(output, TensorProto.FLOAT, [batch, DIM])], TOKENS + AXIS)


# transformers.js: two towers.
image_tower("transformers/onnx/vision_model.onnx")
text_tower("transformers/onnx/text_model.onnx", mask=True)
# open_clip / immich: 32-bit ids of fixed length.
image_tower("open_clip/visual/model.onnx", "image", "embedding")
text_tower("open_clip/textual/model.onnx", "text", "embedding", length=77, kind=TensorProto.INT32)
# clip-as-service.
image_tower("clip-as-service/visual.onnx", output="output")
text_tower("clip-as-service/textual.onnx", output="output", kind=TensorProto.INT32, mask=True)
# Chinese-CLIP deployed: one item a run.
image_tower("chinese-clip/vit-tiny.img.fp32.onnx", "image", "unnorm_image_features", batch=1)
text_tower("chinese-clip/vit-tiny.txt.fp32.onnx", "text", "unnorm_text_features", batch=1, length=52)
# Optimum: one file, both towers and the logits.
write(
    "optimum/model.onnx",
    image_nodes("pixel_values", "image_embeds") + token_nodes("input_ids", "hidden") + mean("hidden", "text_embeds", "input_ids") + [
        helper.make_node("Transpose", ["image_embeds"], ["image_t"], perm=[1, 0]),
        helper.make_node("MatMul", ["text_embeds", "image_t"], ["logits_per_text"]),
    ],
    [value("input_ids", TensorProto.INT64, ["text_batch", "length"]), value("pixel_values", TensorProto.FLOAT, ["image_batch", 3, SIZE, SIZE])],
    [value("logits_per_text", TensorProto.FLOAT, ["text_batch", "image_batch"]), value("text_embeds", TensorProto.FLOAT, ["text_batch", DIM]),
     value("image_embeds", TensorProto.FLOAT, ["image_batch", DIM])],
    PIXELS + TOKENS + AXIS)
# A sentence encoder: token vectors, pooled by who uses it.
write(
    "sentence/onnx/model.onnx",
    token_nodes("input_ids", "hidden") + [
        helper.make_node("Cast", ["token_type_ids"], ["types"], to=TensorProto.FLOAT),
        helper.make_node("Cast", ["attention_mask"], ["mask"], to=TensorProto.FLOAT),
        helper.make_node("Add", ["types", "mask"], ["both"]),
        helper.make_node("Unsqueeze", ["both", "last"], ["both3"]),
        helper.make_node("Mul", ["hidden", "both3"], ["last_hidden_state"]),
    ],
    [value(n, TensorProto.INT64, ["batch", "length"]) for n in ("input_ids", "attention_mask", "token_type_ids")],
    [value("last_hidden_state", TensorProto.FLOAT, ["batch", "length", DIM])],
    TOKENS + [const("last", np.array([2], np.int64))])
# Half precision in and out.
write(
    "half/image_fp16.onnx",
    image_nodes("pixel_values", "image_embeds"),
    [value("pixel_values", TensorProto.FLOAT16, ["batch", 3, SIZE, SIZE])], [value("image_embeds", TensorProto.FLOAT16, ["batch", DIM])],
    [const("pixel_weights", (PIXEL_WEIGHTS / 16).astype(np.float16))])
# Dynamic int8: the range of the whole batch decides how each item is rounded.
scale = np.float32(np.abs(PIXEL_WEIGHTS).max() / 127)
write(
    "int8/image_int8.onnx",
    [
        helper.make_node("Flatten", ["pixel_values"], ["flat"], axis=1),
        helper.make_node("DynamicQuantizeLinear", ["flat"], ["q", "q_scale", "q_zero"]),
        helper.make_node("MatMulInteger", ["q", "weights_q", "q_zero"], ["product"]),
        helper.make_node("Cast", ["product"], ["product_f"], to=TensorProto.FLOAT),
        helper.make_node("Mul", ["q_scale", "weights_scale"], ["scale"]),
        helper.make_node("Mul", ["product_f", "scale"], ["image_embeds"]),
    ],
    [value("pixel_values", TensorProto.FLOAT, ["batch", 3, SIZE, SIZE])], [value("image_embeds", TensorProto.FLOAT, ["batch", DIM])],
    [const("weights_q", np.round(PIXEL_WEIGHTS / scale).astype(np.int8)), const("weights_scale", scale)])
# Another result on each run: dropout that was left in.
write(
    "random/image.onnx",
    image_nodes("pixel_values", "clean") + [
        helper.make_node("RandomNormalLike", ["clean"], ["noise"], scale=0.1),
        helper.make_node("Add", ["clean", "noise"], ["image_embeds"]),
    ],
    [value("pixel_values", TensorProto.FLOAT, ["batch", 3, SIZE, SIZE])], [value("image_embeds", TensorProto.FLOAT, ["batch", DIM])], PIXELS)
# A run of minutes, to be cut off: a loop of small products.
body = helper.make_graph(
    [helper.make_node("Identity", ["go_in"], ["go_out"]), helper.make_node("MatMul", ["x_in", "turn"], ["x_out"])],
    "body",
    [value("i", TensorProto.INT64, []), value("go_in", TensorProto.BOOL, []), value("x_in", TensorProto.FLOAT, None)],
    [value("go_out", TensorProto.BOOL, []), value("x_out", TensorProto.FLOAT, None)])
write(
    "slow/image.onnx",
    image_nodes("pixel_values", "start") + [helper.make_node("Loop", ["rounds", "go", "start"], ["image_embeds"], body=body)],
    [value("pixel_values", TensorProto.FLOAT, ["batch", 3, SIZE, SIZE])], [value("image_embeds", TensorProto.FLOAT, ["batch", DIM])],
    PIXELS + [const("rounds", np.array(1 << 40, np.int64)), const("go", np.array(True)), const("turn", np.eye(DIM, dtype=np.float32))])


# Text towers with attention, in the ways in which exporters write them.
WIDTH, HEADS, LAYERS, CONTEXT = 8, 2, 2, 16


class Tower:
    """Writes a text tower operator by operator, its shapes computed from the hidden states as PyTorch's exporter does."""

    def __init__(self, seed, opset, odd=False):
        self.odd = odd
        self.rng, self.opset, self.nodes, self.weights, self.count = np.random.default_rng(seed), opset, [], [], 0

    def add(self, op, *inputs, **attributes):
        self.count += 1
        out = f"{op}_{self.count}"
        self.nodes.append(helper.make_node(op, list(inputs), [out], **attributes))
        return out

    def const(self, array):
        self.count += 1
        self.weights.append(const(f"c_{self.count}", array))
        return f"c_{self.count}"

    def weight(self, *shape):
        return self.const((self.rng.standard_normal(shape) / 2).astype(np.float32))

    def linear(self, x, i, o):
        return self.add("Add", self.add("MatMul", x, self.weight(i, o)), self.weight(o))

    def norm(self, x):
        scale, shift = self.const(np.ones(WIDTH, np.float32)), self.const(np.zeros(WIDTH, np.float32))
        if self.opset >= 17:
            return self.add("LayerNormalization", x, scale, shift, axis=-1, epsilon=1e-5)
        centred = self.add("Sub", x, self.add("ReduceMean", x, axes=[2], keepdims=1))
        spread = self.add("ReduceMean", self.add("Pow", centred, self.const(np.float32(2))), axes=[-1], keepdims=1)
        x = self.add("Div", centred, self.add("Sqrt", self.add("Add", spread, self.const(np.float32(1e-5)))))
        return self.add("Add", self.add("Mul", x, scale), shift)

    def attention(self, x, mask):
        shape = self.add("Shape", x)
        batch, length = (self.add("Gather", shape, self.const(np.array([i], np.int64)), axis=0) for i in (0, 1))
        rest = lambda *numbers: self.const(np.array(numbers, np.int64))

        def same(y):
            return self.add("Identity", y) if self.odd else y

        def split(y, perm):
            return self.add("Transpose", same(self.add("Reshape", y, self.add("Concat", batch, length, rest(HEADS, WIDTH // HEADS), axis=0))), perm=perm)

        q = self.add("Mul", self.linear(x, WIDTH, WIDTH), self.const(np.float32(.5)))
        scores = self.add("MatMul", split(q, [0, 2, 1, 3]), split(self.linear(x, WIDTH, WIDTH), [0, 2, 3, 1]))
        if mask is not None:
            scores = self.add("Add", scores, mask)
        values = self.add("MatMul", self.add("Softmax", scores, axis=-1), split(self.linear(x, WIDTH, WIDTH), [0, 2, 1, 3]))
        values = self.add("Reshape", same(self.add("Transpose", values, perm=[0, 2, 1, 3])), self.add("Concat", batch, length, rest(WIDTH), axis=0))
        return self.linear(values, WIDTH, WIDTH)

    def block(self, x, mask):
        x = self.add("Add", x, self.attention(self.norm(x), mask))
        h = self.linear(self.norm(x), WIDTH, 4 * WIDTH)
        h = self.add("Mul", h, self.add("Sigmoid", self.add("Mul", h, self.const(np.float32(1.702)))))
        return self.add("Add", x, self.linear(h, 4 * WIDTH, WIDTH))

    def write(self, path, causal=True, length="length", kind=TensorProto.INT64, pool="end"):
        ids = "input_ids" if kind == TensorProto.INT64 else self.add("Cast", "input_ids", to=TensorProto.INT64)
        zero, one = self.const(np.array([0], np.int64)), self.const(np.array([1], np.int64))
        count = self.add("Gather", self.add("Shape", ids), one, axis=0)
        x = self.add("Gather", self.weight(64, WIDTH), ids, axis=0)
        x = self.add("Add", x, self.add("Slice", self.weight(CONTEXT, WIDTH), zero, count, zero))
        mask = None
        if causal:
            mask = self.const(np.triu(np.full((CONTEXT, CONTEXT), -1e9, np.float32), 1))
            mask = self.add("Slice", mask, self.const(np.array([0, 0], np.int64)), self.add("Concat", count, count, axis=0), self.const(np.array([0, 1], np.int64)))
        for _ in range(LAYERS):
            x = self.block(x, mask)
        x = self.norm(x)
        real = self.add("Cast", self.add("Not", self.add("Equal", ids, self.const(np.array(0, np.int64)))), to=TensorProto.FLOAT)
        if pool == "places":
            # Every place counts. A mean would be added up in another order for another batch.
            real = self.add("Add", self.add("Mul", real, self.const(np.float32(0))), self.const(np.float32(1)))
        if pool != "end":
            x = self.add("Squeeze", self.add("MatMul", self.add("Unsqueeze", real, one), x), one)
        else:
            # The last token that is no padding; counted by a product, since adding up is done in another order for another batch.
            ones = self.add("Expand", self.const(np.ones((1, 1), np.float32)), self.add("Concat", count, one, axis=0))
            at = self.add("Sub", self.add("Cast", self.add("MatMul", real, ones), to=TensorProto.INT64), one)
            row = self.add("CumSum", self.add("Add", self.add("Mul", at, zero), one), self.const(np.array(0, np.int64)), exclusive=1)
            x = self.add("GatherND", x, self.add("Concat", row, at, axis=1))
        self.nodes.append(helper.make_node("MatMul", [x, self.weight(WIDTH, DIM)], ["text_embeds"]))
        graph = helper.make_graph(
            self.nodes, "fixture", [value("input_ids", kind, ["batch", length])], [value("text_embeds", TensorProto.FLOAT, ["batch", DIM])], self.weights,
            # Exporters note shapes of values in between, too.
            value_info=[value(self.nodes[-2].input[0], TensorProto.FLOAT, ["batch", length, WIDTH])] if pool == "end" else [])
        self.save(path, graph)

    def write_image(self, path, pool_all=False):
        """A vision transformer: patches of 4 × 4 pixels behind a token of its own, which the vector is taken from unless all are pooled."""
        patches = (SIZE // 4) ** 2
        x = self.add("Conv", "pixel_values", self.weight(WIDTH, 3, 4, 4), strides=[4, 4], kernel_shape=[4, 4])
        x = self.add("Transpose", self.add("Reshape", x, self.const(np.array([0, WIDTH, patches], np.int64))), perm=[0, 2, 1])
        batch = self.add("Slice", self.add("Shape", "pixel_values"), self.const(np.array([0], np.int64)), self.const(np.array([1], np.int64)))
        token = self.add("Expand", self.weight(1, 1, WIDTH), self.add("Concat", batch, self.const(np.array([1, WIDTH], np.int64)), axis=0))
        x = self.norm(self.add("Add", self.add("Concat", token, x, axis=1), self.weight(patches + 1, WIDTH)))
        for _ in range(LAYERS):
            x = self.block(x, None)
        if pool_all:
            x = self.add("Squeeze", self.add("MatMul", self.const(np.ones((1, 1, patches + 1), np.float32)), x), self.const(np.array([1], np.int64)))
        else:
            x = self.norm(self.add("Gather", x, self.const(np.array(0, np.int64)), axis=1)) if self.opset >= 17 else self.add("Gather", self.norm(x), self.const(np.array(0, np.int64)), axis=1)
        self.nodes.append(helper.make_node("MatMul", [x, self.weight(WIDTH, DIM)], ["image_embeds"]))
        self.save(path, helper.make_graph(
            self.nodes, "fixture", [value("pixel_values", TensorProto.FLOAT, ["batch", 3, SIZE, SIZE])], [value("image_embeds", TensorProto.FLOAT, ["batch", DIM])], self.weights))

    def save(self, path, graph):
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", self.opset)], producer_name="fixture")
        model.ir_version = 8
        os.makedirs(os.path.dirname(os.path.join(HERE, path)), exist_ok=True)
        save(model, os.path.join(HERE, path))


Tower(11, 17).write("beginnings/causal.onnx")
Tower(12, 13).write("beginnings/fixed.onnx", length=CONTEXT, kind=TensorProto.INT32)
Tower(13, 17).write("beginnings/all_tokens.onnx", pool="tokens")
Tower(14, 17).write("beginnings/looks_ahead.onnx", causal=False)
Tower(15, 17).write_image("first-token/first.onnx")
Tower(16, 13).write_image("first-token/in_parts.onnx")
Tower(17, 17).write_image("first-token/all_tokens.onnx", pool_all=True)
Tower(18, 17).write("beginnings/all_places.onnx", pool="places")
# Heads are not split in the way that everybody splits them.
Tower(19, 17, odd=True).write("beginnings/odd_heads.onnx")
