"""BERT's tokenisation as Hugging Face's BertTokenizer does it: lower case, accents stripped, Chinese characters apart, then WordPiece."""

import unicodedata

PAD, UNK, CLS, SEP, MASK = "[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"
CJK = (
    (0x4E00, 0x9FFF), (0x3400, 0x4DBF), (0x20000, 0x2A6DF), (0x2A700, 0x2B73F),
    (0x2B740, 0x2B81F), (0x2B820, 0x2CEAF), (0xF900, 0xFAFF), (0x2F800, 0x2FA1F),
)


def is_cjk(char):
    return any(low <= ord(char) <= high for low, high in CJK)


def is_punctuation(char):
    code = ord(char)
    ascii_symbol = 33 <= code <= 47 or 58 <= code <= 64 or 91 <= code <= 96 or 123 <= code <= 126
    return ascii_symbol or unicodedata.category(char).startswith("P")


def clean(text):
    kept = []
    for char in text:
        if char in "\t\n\r" or unicodedata.category(char) == "Zs":
            kept.append(" ")
        elif ord(char) not in (0, 0xFFFD) and not unicodedata.category(char).startswith("C"):
            kept.append(f" {char} " if is_cjk(char) else char)
    return "".join(kept)


def basic(text):
    """Words, single Chinese characters and single punctuation marks."""
    words = []
    for token in clean(text).split():
        token = "".join(c for c in unicodedata.normalize("NFD", token.lower()) if unicodedata.category(c) != "Mn")
        word = ""
        for char in token:
            if is_punctuation(char):
                words += [word, char] if word else [char]
                word = ""
            else:
                word += char
        if word:
            words.append(word)
    return words


class Tokenizer:
    """Turns texts into ids: [CLS] … [SEP], cut to the context length, not padded."""

    def __init__(self, vocab, context=48):
        self.ids = {token: i for i, token in enumerate(vocab)}
        self.context = context

    @staticmethod
    def load(path, context=48):
        with open(path, encoding="utf-8") as file:
            return Tokenizer(file.read().splitlines(), context)

    def pieces(self, word):
        """Longest match first; a word with a hole becomes [UNK] as a whole."""
        if len(word) > 100:
            return [self.ids[UNK]]
        found, start = [], 0
        while start < len(word):
            end = len(word)
            while end > start and ("##" if start else "") + word[start:end] not in self.ids:
                end -= 1
            if end == start:
                return [self.ids[UNK]]
            found.append(self.ids[("##" if start else "") + word[start:end]])
            start = end
        return found

    def encode(self, text):
        ids = [piece for word in basic(text) for piece in self.pieces(word)]
        return [self.ids[CLS], *ids[: self.context - 2], self.ids[SEP]]
