"""Which labels a picture carries: its own, their ancestors, and equivalents of those."""

import json


class Taxonomy:
    def __init__(self, folder):
        with open(folder / "taxonomy.json", encoding="utf-8") as file:
            labels = json.load(file)["labels"]
        self.names = [label["name"] for label in labels]
        self.zh = {label["name"]: label["zh"] for label in labels}
        self._parents = {label["name"]: label["parents"] for label in labels}
        self._equivalents = {label["name"]: label["equivalents"] for label in labels}

    def pair(self, name):
        return self.zh[name], name

    def carried(self, names):
        """All labels for which a picture with these names is relevant."""
        seen, left = set(), list(names)
        while left:
            name = left.pop()
            if name not in seen:
                seen.add(name)
                left += self._parents[name]
        return seen | {other for name in seen for other in self._equivalents[name]}
