using Microsoft.ML.OnnxRuntime;

namespace ImageSearchBench.Encoder.Inference;

/// <summary>A tower: prepared inputs in, vectors of length 1 out.</summary>
/// <typeparam name="TInput">A prepared input: a tensor, or token ids.</typeparam>
internal interface ITower<TInput> : IDisposable
{
    /// <summary>Most inputs of one run that all have this length.</summary>
    int BatchOf(int length);

    /// <summary>Length of the vectors; known after the first run.</summary>
    int Dimension { get; }

    /// <summary>Runs inputs that all have the same length. Several threads may call it at a time; each run has the buffers to itself.</summary>
    float[][] Run(IReadOnlyList<TInput> inputs, RunOptions options);
}
