"""Pictures as the product feeds them to the encoder: shortest side to the input size with Pillow's bicubic, centre crop, RGB."""

import numpy
from PIL import Image

MEAN = [0.5, 0.5, 0.5]
STD = [0.25, 0.25, 0.25]


def load(path, size):
    """uint8, size × size × 3."""
    with Image.open(path) as picture:
        picture = picture.convert("RGB")
        width, height = picture.size
        scale = size / min(width, height)
        picture = picture.resize((max(size, int(width * scale)), max(size, int(height * scale))), Image.BICUBIC)
        left, top = round((picture.width - size) / 2), round((picture.height - size) / 2)
        return numpy.asarray(picture.crop((left, top, left + size, top + size)))


def normalise(pixels):
    """uint8 batch, height, width, channel → float32 batch, channel, height, width."""
    scaled = (pixels.astype(numpy.float32) / 255 - numpy.float32(MEAN)) / numpy.float32(STD)
    return numpy.ascontiguousarray(scaled.transpose(0, 3, 1, 2))
