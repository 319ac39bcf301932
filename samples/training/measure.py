"""The figures that are promised: finding a scene by its caption, and finding scenes by one label."""

import numpy
import torch

import preprocess
import words


def success(texts, images, ks=(1, 10)):
    """Share of captions whose own picture is among the first k; row i belongs to picture i."""
    scores = texts @ images.T
    own = scores[numpy.arange(len(texts)), numpy.arange(len(texts))]
    rank = (scores > own[:, None]).sum(1)
    return {k: float((rank < k).mean()) for k in ks}


def label_queries(taxonomy):
    """(style-language, label, text) for every label alone."""
    for name in taxonomy.names:
        for style in ("word", "sentence"):
            for language in ("zh", "en"):
                yield f"{style}-{language}", name, words.label_text([taxonomy.pair(name)], style, language)


def figures(scenes, images, encode_texts):
    """All figures over a set of scenes. encode_texts: list of texts → rows on the unit sphere."""
    result = {}
    for language in ("zh", "en"):
        found = success(encode_texts([row[language] for row in scenes.captions]), images)
        result |= {f"S@{k} {language}": round(value, 3) for k, value in found.items()}
    carried = [scenes.taxonomy.carried(group["kind"] for group in detail["groups"]) for detail in scenes.details]
    queries = list(label_queries(scenes.taxonomy))
    scores = encode_texts([text for _, _, text in queries]) @ images.T
    hits = {}
    for (variant, name, _), row in zip(queries, scores):
        first = numpy.argsort(-row, kind="stable")[:5]
        hits.setdefault(variant, []).append(sum(name in carried[i] for i in first) / 5)
    return result | {f"P@5 {variant}": round(float(numpy.mean(values)), 3) for variant, values in hits.items()}


def torch_figures(model, tokenizer, scenes):
    def encode_texts(texts):
        rows = []
        for text in texts:
            rows.append(model.text(torch.tensor([tokenizer.encode(text)]))[0].numpy())
        return numpy.stack(rows)

    with torch.no_grad():
        parts = [model.image(torch.from_numpy(preprocess.normalise(scenes.pixels[i:i + 100]))).numpy() for i in range(0, len(scenes), 100)]
        return figures(scenes, numpy.concatenate(parts), encode_texts)
