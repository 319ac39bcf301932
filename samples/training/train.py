"""Trains one encoder: python3 train.py scenes-small --data DIR --out DIR"""

import argparse
import json
import pathlib
import random
import time

import numpy
import torch
from torch.nn import functional

import measure
import preprocess
import vocab
from data import Facts, Scenes
from model import Dual
from presets import PRESETS
from tokenizer import Tokenizer


def padded(batch):
    length = max(len(ids) for ids in batch)
    return torch.tensor([ids + [0] * (length - len(ids)) for ids in batch])


def blurred(ids, tokens, rng):
    """Now and then another token: so that words which no caption uses learn to say nothing."""
    return [int(rng.integers(5, tokens)) if 4 < i and rng.random() < 0.03 else i for i in ids]


def contrast(images, texts, scale):
    logits = texts @ images.T * scale.exp()
    target = torch.arange(len(images))
    return (functional.cross_entropy(logits, target) + functional.cross_entropy(logits.T, target)) / 2


def spread(images, texts, scale, relevant):
    """Each short query shares its probability evenly among the pictures that answer it."""
    scores = (texts @ images.T * scale.exp()).log_softmax(1)
    return -((scores * relevant).sum(1) / relevant.sum(1)).mean()


def step(model, pixels, captions, short, relevant, facts, weight):
    """captions: the batch's, in parts; each part is padded to its own length, which saves half of the text tower's work."""
    pooled = model.image.pooled(pixels)
    images = functional.normalize(model.image.head(pooled), dim=1)
    texts = torch.cat([model.text(padded(part)) for part in captions])
    loss = contrast(images, texts, model.scale) + spread(images, model.text(padded(short)), model.label_scale, relevant)
    if weight > 0:
        loss = loss + weight * 20 * functional.binary_cross_entropy_with_logits(model.facts(pooled), facts)
    return loss


def train(preset, scenes, dev, tokenizer, threads):
    torch.manual_seed(preset.seed)
    random.seed(preset.seed)
    rng = numpy.random.default_rng(preset.seed)
    torch.use_deterministic_algorithms(True)
    torch.set_num_threads(threads)
    facts = Facts(scenes)
    tokens = len(tokenizer.ids)
    model = Dual(preset, tokens, len(facts.all))
    model.image.to(memory_format=torch.channels_last)
    steps = len(scenes) // preset.batch * preset.epochs
    decayed = [p for p in model.parameters() if p.ndim > 1]
    others = [p for p in model.parameters() if p.ndim <= 1]
    optimizer = torch.optim.AdamW([{"params": decayed, "weight_decay": 0.05}, {"params": others, "weight_decay": 0}], lr=preset.rate)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, preset.rate, steps, pct_start=0.15)
    encoded = {language: [tokenizer.encode(row[language]) for row in scenes.captions] for language in ("zh", "en")}
    started, done = time.monotonic(), 0
    for epoch in range(preset.epochs):
        model.train()
        order = rng.permutation(len(scenes))[: len(scenes) // preset.batch * preset.batch]
        total = 0.0
        for batch in order.reshape(-1, preset.batch):
            pixels = torch.from_numpy(preprocess.normalise(scenes.pixels[batch]))
            flip = torch.from_numpy(rng.random(len(batch)) < 0.5)
            pixels[flip] = pixels[flip].flip(3)
            half = len(batch) // 2
            zh = [blurred(encoded["zh"][i], tokens, rng) for i in batch[:half]]
            en = [blurred(encoded["en"][i], tokens, rng) for i in batch[half:]]
            queries = [facts.query(i, rng) for i in batch]
            short = [blurred(tokenizer.encode(text), tokens, rng) for text, _ in queries]
            known = facts.matrix[batch]
            relevant = torch.from_numpy(numpy.stack([known[:, asked].all(1) for _, asked in queries]).astype(numpy.float32))
            loss = step(model, pixels.contiguous(memory_format=torch.channels_last), [zh, en], short, relevant,
                        torch.from_numpy(known.astype(numpy.float32)), preset.facts_weight)
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 5.0)
            optimizer.step()
            schedule.step()
            with torch.no_grad():
                model.scale.clamp_(0, 4.2)
                model.label_scale.clamp_(0, 3.7)
            total += loss.item()
            done += 1
            if done % 20 == 0:
                rate = done * preset.batch / (time.monotonic() - started)
                spent = done * preset.batch / time.process_time()
                print(f"step {done}/{steps} loss {loss.item():.3f}, {rate:.0f} scenes/s, {spent:.0f} for each processor second", flush=True)
        model.eval()
        figures = measure.torch_figures(model, tokenizer, dev)
        print(f"epoch {epoch + 1} loss {total / (len(scenes) // preset.batch):.3f} " + json.dumps(figures), flush=True)
        yield model


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("preset", choices=sorted(PRESETS))
    parser.add_argument("--data", type=pathlib.Path, required=True, help="folder with train/ and dev/")
    parser.add_argument("--out", type=pathlib.Path, required=True, help="folder for checkpoint and vocabulary")
    parser.add_argument("--threads", type=int, default=2, help="part of the seed: sums differ in the last bit with other numbers")
    args = parser.parse_args()
    preset = PRESETS[args.preset]
    args.out.mkdir(parents=True, exist_ok=True)
    scenes = Scenes(args.data / "train", preset.size, preset.scenes)
    dev = Scenes(args.data / "dev", preset.size)
    texts = [row[language] for row in scenes.captions for language in ("zh", "en")]
    labels = [text for name in scenes.taxonomy.names for text in scenes.taxonomy.pair(name)]
    tokens = vocab.build(texts + labels)
    (args.out / "vocab.txt").write_text("\n".join(tokens) + "\n", encoding="utf-8")
    for model in train(preset, scenes, dev, Tokenizer.load(args.out / "vocab.txt", preset.context), args.threads):
        torch.save(model.state_dict(), args.out / "checkpoint.pt")


if __name__ == "__main__":
    main()
