"""Makes a dual encoder of CLIP ViT-B/32's size with seeded random weights, in the layout of Hugging Face's exports, for the benchmarks.

    python3 make_vit_b32.py OUT TOKENIZERS     (Debian: python3-onnx, python3-numpy)

TOKENIZERS holds OpenAI's vocab.json and merges.txt. Fewer layers for a quick try: LAYERS=2 in the environment.
"""
import json
import os
import shutil
import sys

import numpy as np
from onnx import TensorProto, helper, numpy_helper, save

OUT, TOKENIZERS = sys.argv[1], sys.argv[2]
LAYERS = int(os.environ.get("LAYERS", "12"))
rng = np.random.default_rng(7)


class Graph:
    def __init__(self):
        self.nodes, self.weights, self.count = [], [], 0

    def add(self, op, *inputs, **attributes):
        self.count += 1
        out = f"{op}_{self.count}"
        self.nodes.append(helper.make_node(op, list(inputs), [out], **attributes))
        return out

    def const(self, array):
        self.count += 1
        name = f"c_{self.count}"
        self.weights.append(numpy_helper.from_array(np.asarray(array), name))
        return name

    def weight(self, *shape):
        return self.const((rng.standard_normal(shape) * 0.02).astype(np.float32))

    def linear(self, x, i, o):
        return self.add("Add", self.add("MatMul", x, self.weight(i, o)), self.weight(o))

    def norm(self, x, width):
        return self.add("LayerNormalization", x, self.const(np.ones(width, np.float32)), self.const(np.zeros(width, np.float32)), axis=-1, epsilon=1e-5)

    def attention(self, x, width, heads, mask=None):
        def split(y, perm):
            y = self.add("Reshape", y, self.const(np.array([0, 0, heads, width // heads], np.int64)))
            return self.add("Transpose", y, perm=perm)

        q = self.add("Mul", self.linear(x, width, width), self.const(np.float32((width // heads) ** -0.5)))
        scores = self.add("MatMul", split(q, [0, 2, 1, 3]), split(self.linear(x, width, width), [0, 2, 3, 1]))
        if mask is not None:
            scores = self.add("Add", scores, mask)
        values = self.add("MatMul", self.add("Softmax", scores, axis=-1), split(self.linear(x, width, width), [0, 2, 1, 3]))
        values = self.add("Reshape", self.add("Transpose", values, perm=[0, 2, 1, 3]), self.const(np.array([0, 0, width], np.int64)))
        return self.linear(values, width, width)

    def block(self, x, width, heads, mask=None):
        x = self.add("Add", x, self.attention(self.norm(x, width), width, heads, mask))
        h = self.linear(self.norm(x, width), width, 4 * width)
        h = self.add("Mul", h, self.add("Sigmoid", self.add("Mul", h, self.const(np.float32(1.702)))))
        return self.add("Add", x, self.linear(h, 4 * width, width))

    def save(self, result, name, inputs, outputs, path):
        self.nodes.append(helper.make_node("Identity", [result], [name]))
        graph = helper.make_graph(self.nodes, "tower", inputs, outputs, self.weights)
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], producer_name="make_vit_b32")
        model.ir_version = 8
        save(model, path)


def tensor(name, kind, shape):
    return helper.make_tensor_value_info(name, kind, shape)


def vision(path):
    g, width = Graph(), 768
    x = g.add("Conv", "pixel_values", g.weight(width, 3, 32, 32), strides=[32, 32], kernel_shape=[32, 32])
    x = g.add("Transpose", g.add("Reshape", x, g.const(np.array([0, width, 49], np.int64))), perm=[0, 2, 1])
    batch = g.add("Slice", g.add("Shape", "pixel_values"), g.const(np.array([0], np.int64)), g.const(np.array([1], np.int64)))
    token = g.add("Expand", g.weight(1, 1, width), g.add("Concat", batch, g.const(np.array([1, width], np.int64)), axis=0))
    x = g.norm(g.add("Add", g.add("Concat", token, x, axis=1), g.weight(50, width)), width)
    for _ in range(LAYERS):
        x = g.block(x, width, 12)
    x = g.norm(g.add("Gather", x, g.const(np.array(0, np.int64)), axis=1), width)
    x = g.add("MatMul", x, g.weight(width, 512))
    g.save(x, "image_embeds", [tensor("pixel_values", TensorProto.FLOAT, ["batch", 3, 224, 224])], [tensor("image_embeds", TensorProto.FLOAT, ["batch", 512])], path)


def text(path):
    g, width = Graph(), 512
    length = g.add("Slice", g.add("Shape", "input_ids"), g.const(np.array([1], np.int64)), g.const(np.array([2], np.int64)))
    zero = g.const(np.array([0], np.int64))
    x = g.add("Gather", g.weight(49408, width), "input_ids", axis=0)
    x = g.add("Add", x, g.add("Slice", g.weight(77, width), zero, length, zero))
    mask = g.const(np.triu(np.full((77, 77), -1e9, np.float32), 1))
    both = g.add("Concat", length, length, axis=0)
    mask = g.add("Slice", mask, g.const(np.array([0, 0], np.int64)), both, g.const(np.array([0, 1], np.int64)))
    for _ in range(LAYERS):
        x = g.block(x, width, 8, mask)
    x = g.norm(x, width)
    # The end mark has the highest id.
    at = g.add("ArgMax", "input_ids", axis=1, keepdims=1)
    at = g.add("Concat", g.add("Cast", g.add("CumSum", g.add("Add", g.add("Mul", at, g.const(np.array(0, np.int64))), g.const(np.array(1, np.int64))), g.const(np.array(0, np.int64)), exclusive=1), to=TensorProto.INT64), at, axis=1)
    x = g.add("MatMul", g.add("GatherND", x, at), g.weight(width, 512))
    g.save(x, "text_embeds", [tensor("input_ids", TensorProto.INT64, ["batch", "length"])], [tensor("text_embeds", TensorProto.FLOAT, ["batch", 512])], path)


os.makedirs(os.path.join(OUT, "onnx"), exist_ok=True)
vision(os.path.join(OUT, "onnx", "vision_model.onnx"))
text(os.path.join(OUT, "onnx", "text_model.onnx"))


def write(name, content):
    with open(os.path.join(OUT, name), "w", encoding="utf-8") as f:
        json.dump(content, f)


write("config.json", {"model_type": "clip", "architectures": ["CLIPModel"], "projection_dim": 512, "text_config": {"max_position_embeddings": 77}, "vision_config": {"image_size": 224}})
write("preprocessor_config.json", {
    "image_processor_type": "CLIPImageProcessor", "feature_extractor_type": "CLIPFeatureExtractor", "do_resize": True, "size": {"shortest_edge": 224}, "resample": 3,
    "do_center_crop": True, "crop_size": {"height": 224, "width": 224}, "do_rescale": True, "rescale_factor": 1 / 255, "do_normalize": True,
    "image_mean": [0.48145466, 0.4578275, 0.40821073], "image_std": [0.26862954, 0.26130258, 0.27577711], "do_convert_rgb": True})
with open(os.path.join(TOKENIZERS, "vocab.json"), encoding="utf-8") as f:
    vocab = json.load(f)
with open(os.path.join(TOKENIZERS, "merges.txt"), encoding="utf-8") as f:
    merges = [line.rstrip("\n") for line in f if line.strip() and not line.startswith("#version")]
start, end = vocab["<|startoftext|>"], vocab["<|endoftext|>"]


def added(token, number):
    return {"id": number, "content": token, "single_word": False, "lstrip": False, "rstrip": False, "normalized": False, "special": True}


write("tokenizer.json", {
    "version": "1.0", "truncation": None, "padding": None, "added_tokens": [added("<|startoftext|>", start), added("<|endoftext|>", end)],
    "normalizer": {"type": "Sequence", "normalizers": [{"type": "NFC"}, {"type": "Replace", "pattern": {"Regex": "\\s+"}, "content": " "}, {"type": "Lowercase"}]},
    "pre_tokenizer": {"type": "Sequence", "pretokenizers": [
        {"type": "Split", "pattern": {"Regex": "'s|'t|'re|'ve|'m|'ll|'d|[\\p{L}]+|[\\p{N}]|[^\\s\\p{L}\\p{N}]+"}, "behavior": "Removed", "invert": True},
        {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True, "use_regex": True}]},
    "post_processor": {"type": "RobertaProcessing", "sep": ["<|endoftext|>", end], "cls": ["<|startoftext|>", start], "trim_offsets": False, "add_prefix_space": False},
    "decoder": {"type": "ByteLevel", "add_prefix_space": True, "trim_offsets": True, "use_regex": True},
    "model": {"type": "BPE", "dropout": None, "unk_token": "<|endoftext|>", "continuing_subword_prefix": "", "end_of_word_suffix": "</w>", "fuse_unk": False, "vocab": vocab, "merges": merges}})
write("tokenizer_config.json", {"tokenizer_class": "CLIPTokenizer", "model_max_length": 77, "bos_token": "<|startoftext|>", "eos_token": "<|endoftext|>", "unk_token": "<|endoftext|>", "pad_token": "<|endoftext|>"})
