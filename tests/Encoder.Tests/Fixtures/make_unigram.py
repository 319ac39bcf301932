"""Makes a small SentencePiece unigram model and reference ids: python3 make_unigram.py (Debian: python3-sentencepiece 0.1.97)."""
import io
import json
import os
import random

import sentencepiece as spm

HERE = os.path.dirname(os.path.abspath(__file__))
random.seed(7)
colours = ["red", "green", "blue", "yellow", "dark", "small", "big", "old"]
things = ["cat", "dog", "car", "house", "tree", "ball", "beach", "mountain", "bicycle", "umbrella"]
places = ["in the snow", "on the street", "near a river", "under the bridge", "at night", "in front of a house"]
sentences = [f"a photo of a {random.choice(colours)} {random.choice(things)} and a {random.choice(things)} {random.choice(places)}" for _ in range(2000)]
sentences += [f"{random.choice(['一只', '两只', '红色的', '小'])}{random.choice(['猫', '狗', '汽车', '房子'])}在{random.choice(['街上', '雪地里', '海边'])}" for _ in range(500)]
model = io.BytesIO()
spm.SentencePieceTrainer.train(
    sentence_iterator=iter(sentences), model_writer=model, vocab_size=220, model_type="unigram", pad_id=0, eos_id=1, unk_id=2, bos_id=-1, character_coverage=1.0,
    hard_vocab_limit=False, num_threads=1, minloglevel=2)
os.makedirs(os.path.join(HERE, "unigram"), exist_ok=True)
with open(os.path.join(HERE, "unigram", "spiece.model"), "wb") as f:
    f.write(model.getvalue())
sp = spm.SentencePieceProcessor(model_proto=model.getvalue())
texts = sentences[:20] + [
    "", " ", "cat", "  two   spaces ", "a photo of a purple cat", "xyzzy", "éclair", "一只猫在街上", "一只紫色的猫", "ﬁne ① ＡＢＣ", "tab\tnewline\n", "zero\u200bwidth",
    "～ tilde", "bell\u0007char", "😀 cat 😀😀", "ca😀t", "aaaaaaaaaaaaaaaaaaaa", "ⅷ", "\ufeffbom", "▁ under", "Mixed CASE Cat", "half\ufffdbroken", "e\u0301", "ｶﾞ", "cat" * 50,
]
with open(os.path.join(HERE, "unigram", "expected.json"), "w", encoding="utf-8") as f:
    json.dump([{"text": t, "ids": sp.encode(t)} for t in texts], f, ensure_ascii=True, indent=0)
