"""A search system that ImageSearchBench can evaluate: put your own search in place of class TextSearch.

    ./generate.sh                                   # once: the contract's Python classes
    python3 server.py --texts ../scenes/captions.jsonl --port 50051
    isb evaluate --dataset NAME --system target:http://127.0.0.1:50051

It ranks images by the words and letter pairs that their texts share with the query.
"""
import argparse
import json
import math
import os
import sys
from collections import Counter, defaultdict
from concurrent import futures

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "generated"))

import grpc  # noqa: E402
from imagesearchbench.searchtarget.v1 import searchtarget_pb2 as messages  # noqa: E402
from imagesearchbench.searchtarget.v1 import searchtarget_pb2_grpc as services  # noqa: E402


def terms(text):
    """Words, and pairs of neighbouring characters for text without spaces, with their counts."""
    words = text.lower().split()
    pairs = [a + b for word in words if not word.isascii() for a, b in zip(word, word[1:])]
    return Counter(words + pairs)


class TextSearch:
    """Cosine over tf-idf of the texts that are known of each image."""

    def __init__(self, path):
        documents = {}
        with open(path, encoding="utf-8") as lines:
            for line in lines:
                entry = json.loads(line)
                image_id = os.path.splitext(entry.pop("image"))[0]
                documents[image_id] = terms(" ".join(v for v in entry.values() if isinstance(v, str)))
        counts = Counter(term for document in documents.values() for term in document)
        self.idf = {term: math.log(1 + len(documents) / count) for term, count in counts.items()}
        self.postings = defaultdict(list)
        for image_id, document in documents.items():
            length = math.sqrt(sum((n * self.idf[t]) ** 2 for t, n in document.items())) or 1
            for term, n in document.items():
                self.postings[term].append((image_id, n * self.idf[term] / length))

    def search(self, text, top_k):
        scores = defaultdict(float)
        for term, n in terms(text).items():
            for image_id, weight in self.postings.get(term, ()):
                scores[image_id] += n * self.idf[term] * weight
        return sorted(scores.items(), key=lambda s: (s[1], s[0]), reverse=True)[:top_k]


class SearchTarget(services.SearchTargetServiceServicer):
    def __init__(self, search):
        self.search = search

    def Search(self, request, context):
        if request.WhichOneof("query") != "text":
            context.abort(grpc.StatusCode.INVALID_ARGUMENT, "This system searches by text only.")
        found = self.search.search(request.text, request.top_k)
        return messages.SearchResponse(results=[messages.SearchResult(image_id=i, score=s) for i, s in found])


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--texts", required=True, help="JSON lines: image, and any texts about it")
    arguments.add_argument("--port", type=int, default=50051, help="0 takes a free one")
    options = arguments.parse_args()

    server = grpc.server(futures.ThreadPoolExecutor(max_workers=8))
    services.add_SearchTargetServiceServicer_to_server(SearchTarget(TextSearch(options.texts)), server)
    port = server.add_insecure_port(f"127.0.0.1:{options.port}")
    server.start()
    print(f"listening on http://127.0.0.1:{port}", flush=True)
    server.wait_for_termination()


if __name__ == "__main__":
    main()
