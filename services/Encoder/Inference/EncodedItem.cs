using ImageSearchBench.Hosting.Errors;

namespace ImageSearchBench.Encoder.Inference;

/// <summary>What became of one image or text: a vector, or why there is none.</summary>
internal readonly record struct EncodedItem(float[]? Vector, BenchException? Error, bool Truncated, double QueueMs, double PrepareMs, double InferMs);
