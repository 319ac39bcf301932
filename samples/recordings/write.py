#!/usr/bin/env python3
"""Writes the recorded replies for the bundled scenes.

The wording is this project's own: replies in the form that language models give, for the scenes next door. Facts about a scene
(what is in it, where, how large) come from its annotations and captions, so that a judgement never says what is not so.
Run it again after the scenes or a word list changed:  python3 samples/recordings/write.py
"""
import collections
import itertools
import json
import pathlib
import random

from words import LABELS, OBJECT_ROUNDS, TOPIC_ROUNDS, a_an

HERE = pathlib.Path(__file__).parent
SCENES = HERE.parent / "scenes"
LANGUAGES = ("zh", "en")


def load():
    coco = json.loads((SCENES / "annotations" / "instances.json").read_text(encoding="utf-8"))
    names = {c["id"]: c["name"] for c in coco["categories"]}
    images = {i["id"]: i for i in coco["images"]}
    boxes = collections.defaultdict(lambda: collections.defaultdict(list))
    for a in coco["annotations"]:
        boxes[images[a["image_id"]]["file_name"]][names[a["category_id"]]].append(a["bbox"])
    captions = [json.loads(line) for line in (SCENES / "captions.jsonl").read_text(encoding="utf-8").splitlines()]
    side = next(iter(images.values()))["width"]
    for label in json.loads((SCENES / "taxonomy.json").read_text(encoding="utf-8"))["labels"]:
        if label["name"] in LABELS:
            assert all(LABELS[label["name"]][lang][0] == label[lang] for lang in LANGUAGES), f"{label['name']}: words.py and the taxonomy differ"
    return boxes, captions, side


def write(name, lines):
    with open(HERE / name, "w", encoding="utf-8", newline="\n") as out:
        for line in lines:
            out.write(json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n")
    print(f"{name}: {len(lines)} replies")


def line(step, language, subject, reply, ordinal=None):
    out = {"step": step, "language": language, "subject": subject}
    if ordinal is not None:
        out["ordinal"] = ordinal
    out["reply"] = reply if isinstance(reply, str) else json.dumps(reply, ensure_ascii=False)
    return out


def stem(image):
    return pathlib.Path(image).stem


# Captions: the scene's own sentence, at times behind a lead-in, as models will.
LEADS = {
    "zh": ["", "", "", "这张图片展示了", "", "图中，", "", "画面中可以看到", ""],
    "en": ["", "", "", "This image shows ", "", "In this picture, we can see ", "", "The image depicts ", ""],
}


def caption_lines(captions):
    out = []
    for i, scene in enumerate(captions):
        zh = scene["zh"]
        en = scene["en"]
        out.append(line("Caption", "zh", stem(scene["image"]), LEADS["zh"][i % 9] + zh + "。"))
        lead = LEADS["en"][i % 9]
        out.append(line("Caption", "en", stem(scene["image"]), (lead + en if lead else en[0].upper() + en[1:]) + "."))
    return out


def natural(labels, language, variant=0):
    """What somebody would type for these labels."""
    words = [LABELS[l][language] for l in labels]
    if language == "zh":
        if len(words) == 1:
            return [words[0][1], words[0][2]][variant]
        shown = [w[1] for w in words]
        return ["和".join(["、".join(shown[:-1]), shown[-1]]), f"{shown[0]}旁边有" + "和".join(shown[1:])][variant]
    shown = [w[1] for w in words]
    if len(words) == 1:
        return [words[0][1], words[0][2]][variant]
    return [", ".join(shown[:-1]) + " and " + shown[-1], f"{a_an(shown[0])} next to " + " and ".join(a_an(w) for w in shown[1:])][variant]


def seen_together(boxes, least=10):
    counts = collections.Counter()
    for scene in boxes.values():
        for size in (2, 3):
            counts.update(itertools.combinations(sorted(scene), size))
    return sorted(c for c, n in counts.items() if n >= least)


def natural_lines(boxes):
    out = []
    sets = [(l,) for l in sorted(LABELS)] + seen_together(boxes)
    for labels in sets:
        for language in LANGUAGES:
            subject = "&".join(sorted(LABELS[l][language][0] for l in labels))
            out.append(line("NaturalQuery", language, subject, {"queries": [natural(labels, language, 0), natural(labels, language, 1)]}))
    return out


PLACES = {"zh": ["左侧", "中间", "右侧"], "en": ["on the left", "in the middle", "on the right"]}


def evidence(label, found, side, language):
    name = LABELS[label][language][0]
    if not found:
        return f"图里没有{name}" if language == "zh" else f"there is no {name}"
    x, _, w, _ = max(found, key=lambda b: b[2] * b[3])
    place = PLACES[language][min(2, int((x + w / 2) / side * 3))]
    if language == "zh":
        return f"画面{place}有{name}" + (f"，一共{len(found)}个" if len(found) > 1 else "")
    return (f"{len(found)} of them, one {place}" if len(found) > 1 else f"{a_an(name)} {place}")


def grade(labels, scene, side):
    visible = [l for l in labels if l in scene]
    if len(visible) < len(labels):
        return 1 if visible else 0
    smallest = min(max(w * h for _, _, w, h in scene[l]) for l in labels)
    return 3 if smallest > 0.01 * side * side else 2


def relevance_lines(boxes, side):
    rng = random.Random(1)
    pairs = [s for s in seen_together(boxes) if len(s) == 2]
    sets = [(l,) for l in sorted(LABELS) if sum(l in s for s in boxes.values()) >= 10] + rng.sample(pairs, 20)
    out = []
    for labels in sets:
        have = {n: sorted(i for i, s in boxes.items() if sum(l in s for l in labels) == n) for n in range(len(labels) + 1)}
        chosen = []
        for n, wanted in ((len(labels), 3), (1 if len(labels) > 1 else 0, 2), (0, 1)):
            chosen += rng.sample(have[n], min(wanted, len(have[n])))
        for image in dict.fromkeys(chosen):
            scene, swing = boxes[image], rng.random() < 0.1
            for language in LANGUAGES:
                answer = {
                    "elements": [
                        {"element": LABELS[l][language][0], "visible": l in scene, "evidence": evidence(l, scene.get(l), side, language)} for l in labels
                    ],
                    "grade": grade(labels, scene, side),
                }
                for query in dict.fromkeys(["&".join(LABELS[l][language][0] for l in labels), natural(labels, language)]):
                    subject = f"{query} | {stem(image)}"
                    if swing:
                        # Judges are not of one mind everywhere: one of three votes is a grade off.
                        other = dict(answer, grade=max(0, min(3, answer["grade"] + (1 if answer["grade"] == 0 else -1))))
                        out += [line("JudgeRelevance", language, subject, other if vote == 1 else answer, vote) for vote in range(3)]
                    else:
                        out.append(line("JudgeRelevance", language, subject, answer))
    return out


VAGUE = {"zh": "画面里有一些东西，天气不错", "en": "Some things outside on a nice day"}
REASONS = {
    "zh": {"accurate": "说的人和物、数量、颜色和地点都看得见", "vague": "没有说出图里是什么", "wrong": "图里的东西和说明不一样"},
    "en": {
        "accurate": "the things, their number and colours and the place can all be seen",
        "vague": "it does not say what is there",
        "wrong": "the picture shows other things",
    },
}


def caption_check_lines(captions):
    out = []
    scenes = captions[:60]
    for i, scene in enumerate(scenes):
        other = scenes[(i + 7) % len(scenes)]
        for language in LANGUAGES:
            for text, verdict in ((scene[language], "accurate"), (other[language], "wrong"), (VAGUE[language], "vague")):
                answer = {"reason": REASONS[language][verdict], "verdict": verdict}
                out.append(line("JudgeCaption", language, f"{text} | {stem(scene['image'])}", answer))
    return out


def topic_lines():
    return [line("Topics", lang, "", reply, n) for lang in LANGUAGES for n, reply in enumerate(TOPIC_ROUNDS[lang])]


def object_lines():
    return [
        line("Objects", lang, topic, reply, n)
        for lang in LANGUAGES
        for topic, rounds in OBJECT_ROUNDS[lang].items()
        for n, reply in enumerate(rounds)
    ]


def main():
    boxes, captions, side = load()
    write("topics.jsonl", topic_lines())
    write("objects.jsonl", object_lines())
    write("natural-queries.jsonl", natural_lines(boxes))
    write("captions.jsonl", caption_lines(captions))
    write("judgements.jsonl", relevance_lines(boxes, side) + caption_check_lines(captions))


if __name__ == "__main__":
    main()
