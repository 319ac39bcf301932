"""The README of a model folder, with what was measured."""

from presets import PRESETS

TEXT = """# {name}: a demonstration, not for photos

This encoder knows nothing but the drawn scenes of `samples/`. On photos its results are meaningless. It exists so that the product can be tried,
tested and shown without a download; for real pictures add a real model (`isb models add`).

{description}

- image tower: {size} × {size} RGB; text tower: up to {context} tokens, Chinese and English; {dimension} dimensions, unit length
- files: {bytes:.1f} MB; trained by `samples/training` on {scenes} scenes, {epochs} epochs; licence MIT, like all of the project

Unseen scenes of seed 3003, one caption each and language (`samples/training/evaluate.py`):

| {head} |
| {rule} |
| {cells} |
"""


def text(folder, manifest, figures):
    preset = PRESETS[manifest["name"]]
    size = sum((folder / name).stat().st_size for name in ("image.onnx", "text.onnx")) / 1e6
    return TEXT.format(
        name=preset.name, description=preset.description, size=preset.size, context=preset.context, dimension=preset.dimension,
        bytes=size, scenes=preset.scenes, epochs=preset.epochs, head=" | ".join(figures),
        rule=" | ".join("---" for _ in figures), cells=" | ".join(f"{value:.3f}" for value in figures.values()))
