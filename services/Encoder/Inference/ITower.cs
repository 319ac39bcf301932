using Microsoft.ML.OnnxRuntime;

namespace ImageSearchBench.Encoder.Inference;

/// <summary>A tower: prepared inputs in, vectors of length 1 out.</summary>
/// <typeparam name="TInput">A prepared input: a tensor, or token ids.</typeparam>
internal interface ITower<TInput> : IDisposable
{
    /// <summary>Most inputs of one run.</summary>
    int MaxBatch { get; }

    /// <summary>Length of the vectors; known after the first run.</summary>
    int Dimension { get; }

    /// <summary>Runs inputs that all have the same length. Called by one thread at a time.</summary>
    float[][] Run(IReadOnlyList<TInput> inputs, RunOptions options);
}
