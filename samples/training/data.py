"""Scenes in memory: pixels, captions, and what is known about each scene as a matrix of facts."""

import json
from concurrent.futures import ProcessPoolExecutor
from functools import partial

import numpy

import preprocess
import words
from taxonomy import Taxonomy


def rows(path):
    with open(path, encoding="utf-8") as file:
        return [json.loads(line) for line in file]


class Scenes:
    """A folder that the generator wrote with --details. Attributes line up by scene."""

    def __init__(self, folder, size, count=None):
        self.folder = folder
        self.taxonomy = Taxonomy(folder)
        self.captions = rows(folder / "captions.jsonl")[:count]
        self.details = rows(folder / "details.jsonl")[:count]
        self.pixels = self._pixels(size)

    def __len__(self):
        return len(self.captions)

    def _pixels(self, size):
        cache = self.folder / f"pixels-{size}-{len(self)}.npy"
        if not cache.exists():
            paths = [self.folder / "images" / row["image"] for row in self.captions]
            with ProcessPoolExecutor(2) as pool:
                numpy.save(cache, numpy.stack(list(pool.map(partial(preprocess.load, size=size), paths, chunksize=256))))
        return numpy.load(cache)


def facts_of(detail, taxonomy):
    """Everything a short query may ask for. A fact is a tuple; its first item says of which sort."""
    facts = {("label", name) for name in taxonomy.carried(group["kind"] for group in detail["groups"])}
    facts |= {("theme", detail["theme"]), ("light", detail["light"]), ("weather", detail["weather"])}
    if detail["accent"]:
        facts.add(("accent", detail["accent"]))
    for group in detail["groups"]:
        facts.add(("count", group["kind"], group["count"]))
        if group["tint"]:
            variant = group["variant"] if group["kind"] == "person" else 0
            facts.add(("tint", group["kind"], group["tint"], variant))
    return facts


class Facts:
    """The facts of a training set, numbered, and the texts that ask for them."""

    def __init__(self, scenes):
        self.taxonomy = scenes.taxonomy
        sets = [facts_of(detail, scenes.taxonomy) for detail in scenes.details]
        self.all = sorted({fact for facts in sets for fact in facts}, key=str)
        index = {fact: i for i, fact in enumerate(self.all)}
        self.matrix = numpy.zeros((len(scenes), len(self.all)), dtype=bool)
        for row, facts in enumerate(sets):
            self.matrix[row, [index[fact] for fact in facts]] = True
        self.labels = numpy.array([fact[0] == "label" for fact in self.all])
        self.tints = numpy.array([fact[0] == "tint" and fact[2] in words.TINTS for fact in self.all])
        self.places = numpy.array([fact[0] == "theme" or fact[1] in words.LIGHTS or fact[1] in words.WEATHERS for fact in self.all])

    def query(self, scene, rng):
        """A short query that the scene answers: (text, indices of the facts it asks for)."""
        have = self.matrix[scene]
        if rng.random() < 0.65:
            return self._labels(have, rng)
        return self._phrase(have, rng)

    def _labels(self, have, rng):
        level = rng.choice([1, 2, 3], p=[0.5, 0.3, 0.2])
        known = numpy.flatnonzero(have & self.labels)
        chosen = rng.choice(known, min(level, len(known)), replace=False)
        pairs = [self.taxonomy.pair(self.all[i][1]) for i in chosen]
        style = rng.choice(["word", "sentence", "plain"], p=[0.4, 0.4, 0.2])
        return words.label_text(pairs, style, rng.choice(["zh", "en"])), chosen

    def _phrase(self, have, rng):
        """A coloured thing or a label, at a place or under some weather: "夜晚红色的小汽车", "a dog on the beach"."""
        tinted = numpy.flatnonzero(have & self.tints)
        if len(tinted) > 0 and rng.random() < 0.7:
            thing = rng.choice(tinted)
            _, kind, tint, variant = self.all[thing]
            zh, en = words.coloured(kind, self.taxonomy.zh[kind], tint, variant)
        else:
            thing = rng.choice(numpy.flatnonzero(have & self.labels))
            zh, en = self.taxonomy.pair(self.all[thing][1])
        chosen = [thing]
        place = numpy.flatnonzero(have & self.places)
        chinese = rng.random() < 0.5
        text = zh if chinese else words.article(en) if rng.random() < 0.6 else en
        if len(place) > 0 and rng.random() < 0.5:
            where = rng.choice(place)
            sort, name = self.all[where]
            phrases = {"theme": words.THEMES, "light": words.LIGHTS, "weather": words.WEATHERS}[sort][name]
            phrase = rng.choice(phrases[0 if chinese else 1])
            text = f"{phrase}的{text}" if chinese else f"{text} {phrase}"
            chosen.append(where)
        return text, numpy.array(chosen)
