"""The two towers. Both end on the unit sphere, so that a dot product is the similarity."""

import torch
from torch import nn
from torch.nn import functional


def conv(inputs, outputs, stride=1):
    return nn.Sequential(nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False), nn.BatchNorm2d(outputs), nn.ReLU(inplace=True))


class Residual(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.first = conv(width, width)
        self.second = nn.Sequential(nn.Conv2d(width, width, 3, 1, 1, bias=False), nn.BatchNorm2d(width))

    def forward(self, x):
        return functional.relu(x + self.second(self.first(x)))


class ImageTower(nn.Module):
    """Plain 3 × 3 convolutions: on a processor they are several times faster per multiplication than depthwise ones."""

    def __init__(self, widths, blocks, dimension):
        super().__init__()
        layers = [conv(3, widths[0], 2), conv(widths[0], widths[1], 2)]
        for i in range(1, len(widths)):
            if i > 1:
                layers.append(conv(widths[i - 1], widths[i], 2))
            layers += [Residual(widths[i]) for _ in range(blocks)]
        self.body = nn.Sequential(*layers)
        self.features = 2 * widths[-1]
        self.head = nn.Linear(self.features, dimension)

    def pooled(self, pixels):
        """Mean for how much of something there is, maximum for small things."""
        x = self.body(pixels)
        return torch.cat([x.mean((2, 3)), x.amax((2, 3))], 1)

    def forward(self, pixels):
        return functional.normalize(self.head(self.pooled(pixels)), dim=1)


class Attention(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.heads, self.size = heads, width // heads
        self.norm = nn.LayerNorm(width)
        self.into = nn.Linear(width, 3 * width)
        self.out = nn.Linear(width, width)
        self.mix = nn.Sequential(nn.LayerNorm(width), nn.Linear(width, 2 * width), nn.GELU(), nn.Linear(2 * width, width))

    def forward(self, x, blocked):
        batch, length, width = x.shape
        q, k, v = (part.reshape(batch, length, self.heads, self.size).transpose(1, 2) for part in self.into(self.norm(x)).split(width, 2))
        scores = q @ k.transpose(2, 3) * self.size ** -0.5 + blocked
        x = x + self.out((scores.softmax(3) @ v).transpose(1, 2).reshape(batch, length, width))
        return x + self.mix(x)


class TextTower(nn.Module):
    """Embeddings, a few attention layers, the mean over what is no padding. With no layers, a bag of words."""

    def __init__(self, tokens, width, layers, dimension, context):
        super().__init__()
        self.embed = nn.Embedding(tokens, width, padding_idx=0)
        nn.init.normal_(self.embed.weight, std=0.02)
        self.place = nn.Parameter(torch.randn(context, width) * 0.02)
        self.layers = nn.ModuleList(Attention(width, 4) for _ in range(layers))
        self.norm = nn.LayerNorm(width)
        self.head = nn.Linear(width, dimension)

    def forward(self, ids):
        present = (ids != 0).to(self.place.dtype)
        x = self.embed(ids)
        if len(self.layers) > 0:
            x = x + self.place[: ids.shape[1]]
            blocked = ((1 - present) * -1e4)[:, None, None, :]
            for layer in self.layers:
                x = layer(x, blocked)
        x = self.norm(x) * present[:, :, None]
        mean = x.sum(1) / present.sum(1, keepdim=True)
        return functional.normalize(self.head(mean), dim=1)


class Dual(nn.Module):
    """Both towers, the temperatures, and a head that names what is there: it teaches the image tower and is not exported."""

    def __init__(self, preset, tokens, facts):
        super().__init__()
        self.image = ImageTower(preset.widths, preset.blocks, preset.dimension)
        self.text = TextTower(tokens, preset.text_width, preset.text_layers, preset.dimension, preset.context)
        self.scale = nn.Parameter(torch.tensor(2.3))
        self.label_scale = nn.Parameter(torch.tensor(2.3))
        self.facts = nn.Linear(self.image.features, facts)
