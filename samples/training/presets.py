"""The two encoders."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Preset:
    name: str
    size: int
    widths: tuple
    blocks: int
    dimension: int
    text_width: int
    text_layers: int
    scenes: int
    epochs: int
    batch: int
    rate: float
    facts_weight: float
    description: str
    context: int = 48
    seed: int = 7


SMALL = Preset(
    "scenes-small", 64, (16, 40, 80, 160), 1, 128, 96, 1, 20000, 6, 128, 2e-3, 1.0,
    "Demonstration dual encoder, trained on drawn scenes only; not for photos.")
TINY = Preset(
    "scenes-tiny", 48, (12, 24, 48), 1, 64, 48, 0, 6000, 3, 128, 2e-3, 0.0,
    "Deliberately weaker demonstration dual encoder, trained on few drawn scenes; not for photos.")
PRESETS = {preset.name: preset for preset in (SMALL, TINY)}
