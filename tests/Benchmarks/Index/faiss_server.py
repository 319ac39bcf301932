"""Answers search commands with Faiss' flat inner-product index; the other half of the index-search benchmark.

Arguments: dimension, vectors.f32, queries.f32, threads. Then one command per line, `default|tuned NQ K`; the answer is the
seconds the search took, by the clock and of the processors, and the ids of the first query's results.
"""
import sys
import time

import faiss
import numpy as np

dimension, threads = int(sys.argv[1]), int(sys.argv[4])
faiss.omp_set_num_threads(threads)
index = faiss.IndexFlatIP(dimension)
vectors = np.memmap(sys.argv[2], dtype=np.float32, mode="r").reshape(-1, dimension)
for start in range(0, len(vectors), 65536):
    index.add(np.ascontiguousarray(vectors[start:start + 65536]))
queries = np.fromfile(sys.argv[3], dtype=np.float32).reshape(-1, dimension)
default_block = faiss.cvar.distance_compute_blas_database_bs
print(f"ready {faiss.__version__} {index.ntotal}", flush=True)
for line in sys.stdin:
    mode, count, k = line.split()
    faiss.cvar.distance_compute_blas_database_bs = 16384 if mode == "tuned" else default_block
    start, start_cpu = time.perf_counter(), time.process_time()
    _, ids = index.search(queries[:int(count)], int(k))
    seconds, cpu = time.perf_counter() - start, time.process_time() - start_cpu
    print(seconds, cpu, *ids[0], flush=True)
