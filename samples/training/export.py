"""Writes a trained encoder as a model folder of the product: python3 export.py scenes-small --data DIR --out DIR"""

import argparse
import json
import pathlib
import shutil

import onnx
import torch

import preprocess
from model import Dual
from presets import PRESETS
from tokenizer import Tokenizer

GOLDEN_TEXTS = ["一只狗", "人&摩托车&小汽车", "一张狗和汽车的图片", "a photo of a dog and a car", "夜晚，城市街道上有两辆红色的小汽车", "Café-Hündchen №5 ☂"]


def write_towers(model, preset, folder):
    pixels = torch.zeros(2, 3, preset.size, preset.size)
    torch.onnx.export(model.image, pixels, str(folder / "image.onnx"), opset_version=14, input_names=["pixel_values"], output_names=["image_embeds"],
                      dynamic_axes={"pixel_values": {0: "batch"}, "image_embeds": {0: "batch"}})
    ids = torch.tensor([[2, 5, 3, 0], [2, 5, 6, 3]])
    torch.onnx.export(model.text, ids, str(folder / "text.onnx"), opset_version=14, input_names=["input_ids"], output_names=["text_embeds"],
                      dynamic_axes={"input_ids": {0: "batch", 1: "seq"}, "text_embeds": {0: "batch"}})
    for name in ("image.onnx", "text.onnx"):
        graph = onnx.load(str(folder / name))
        onnx.checker.check_model(graph)
        for node in graph.graph.node:
            node.doc_string = ""
        onnx.save(graph, str(folder / name))


def manifest(preset, goldens):
    return {
        "schema": 1, "name": preset.name, "kind": "dual", "dimension": preset.dimension, "languages": ["zh", "en"], "license": "MIT",
        "description": preset.description,
        "image": {
            "file": "image.onnx", "input": "pixel_values", "output": "image_embeds", "size": preset.size,
            "preprocess": {
                "resize": "shortest", "filter": "bicubic", "order": "convert_first", "crop_rounding": "half_even",
                "mean": preprocess.MEAN, "std": preprocess.STD, "apply_exif": False,
            },
        },
        "text": {
            "file": "text.onnx", "input_ids": "input_ids", "attention_mask": None, "output": "text_embeds", "context": preset.context,
            "pad_to_context": False, "tokenizer": {"kind": "bert", "vocab": "vocab.txt", "cleaning": "hf"},
        },
        "goldens": goldens,
    }


def text_goldens(model, tokenizer):
    found = []
    for text in GOLDEN_TEXTS:
        ids = tokenizer.encode(text)
        row = model.text(torch.tensor([ids]))[0]
        found.append({"text": text, "ids": ids, "embedding_head": [round(float(x), 6) for x in row[:4]]})
    return found


def image_goldens(model, preset, sample):
    found = []
    for name in ("s000001.jpg", "s000002.jpg", "s000003.jpg"):
        pixels = preprocess.load(sample / "images" / name, preset.size)
        row = model.image(torch.from_numpy(preprocess.normalise(pixels[None])))[0]
        found.append({"image": name, "embedding_head": [round(float(x), 6) for x in row[:4]]})
    return found


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("preset", choices=sorted(PRESETS))
    parser.add_argument("--data", type=pathlib.Path, required=True, help="folder with train/ and the checkpoint's folder")
    parser.add_argument("--sample", type=pathlib.Path, required=True, help="samples/scenes")
    parser.add_argument("--out", type=pathlib.Path, required=True, help="model folder to write")
    args = parser.parse_args()
    preset = PRESETS[args.preset]
    args.out.mkdir(parents=True, exist_ok=True)
    trained = args.data / preset.name
    tokenizer = Tokenizer.load(trained / "vocab.txt", preset.context)
    state = torch.load(trained / "checkpoint.pt")
    model = Dual(preset, len(tokenizer.ids), len(state["facts.bias"])).eval()
    model.load_state_dict(state)
    torch.set_num_threads(1)
    with torch.no_grad():
        write_towers(model, preset, args.out)
        goldens = {"texts": text_goldens(model, tokenizer), "images": image_goldens(model, preset, args.sample)}
    shutil.copyfile(trained / "vocab.txt", args.out / "vocab.txt")
    text = json.dumps(manifest(preset, goldens), ensure_ascii=False, indent=2)
    (args.out / "isb-model.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
