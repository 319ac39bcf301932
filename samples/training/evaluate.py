"""Measures the files of a model folder, not the checkpoint: python3 evaluate.py DIR --scenes DIR [--readme]"""

import argparse
import json
import pathlib

import numpy

import measure
import preprocess
from data import Scenes
from onnx_run import Session
from tokenizer import Tokenizer


class Encoder:
    """What the product does with the folder, read from its manifest alone."""

    def __init__(self, folder):
        self.manifest = json.loads((folder / "isb-model.json").read_text(encoding="utf-8"))
        self._image = Session(folder / "image.onnx")
        self._text = Session(folder / "text.onnx")
        self.tokenizer = Tokenizer.load(folder / "vocab.txt", self.manifest["text"]["context"])

    def images(self, pixels):
        return self._image.run({"pixel_values": preprocess.normalise(pixels)})

    def ids(self, ids):
        return self._text.run({"input_ids": numpy.array(ids, dtype=numpy.int64)})

    def texts(self, texts):
        return numpy.concatenate([self.ids([self.tokenizer.encode(text)]) for text in texts])


def check(encoder):
    """Padding and batch must not matter, and the goldens must come out."""
    ids = encoder.tokenizer.encode("一只狗")
    alone = encoder.ids([ids])
    padded = encoder.ids([ids + [0] * 20, list(range(5, 5 + len(ids) + 20))])
    off = float(numpy.abs(alone[0] - padded[0]).max())
    for golden in encoder.manifest["goldens"]["texts"]:
        assert encoder.tokenizer.encode(golden["text"]) == golden["ids"], golden["text"]
        off = max(off, float(numpy.abs(encoder.ids([golden["ids"]])[0][:4] - golden["embedding_head"]).max()))
    length = float(numpy.abs(numpy.linalg.norm(padded, axis=1) - 1).max())
    assert off < 1e-5 and length < 1e-5, (off, length)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=pathlib.Path, help="model folder")
    parser.add_argument("--scenes", type=pathlib.Path, required=True, help="scenes written with --details")
    parser.add_argument("--readme", action="store_true", help="write the folder's README.md with the figures")
    args = parser.parse_args()
    encoder = Encoder(args.folder)
    check(encoder)
    scenes = Scenes(args.scenes, encoder.manifest["image"]["size"])
    images = numpy.concatenate([encoder.images(scenes.pixels[i:i + 50]) for i in range(0, len(scenes), 50)])
    figures = measure.figures(scenes, images, encoder.texts)
    print(json.dumps(figures))
    if args.readme:
        import readme
        (args.folder / "README.md").write_text(readme.text(args.folder, encoder.manifest, figures), encoding="utf-8")


if __name__ == "__main__":
    main()
