using Microsoft.ML.OnnxRuntime;

namespace ImageSearchBench.Encoder.Inference;

/// <summary>A tower: prepared inputs in, vectors of length 1 out.</summary>
/// <typeparam name="TInput">A prepared input: a tensor, or token ids.</typeparam>
internal interface ITower<TInput> : IDisposable
{
    /// <summary>Inputs that stand near each other in this order cost less in one run; null: it makes no difference.</summary>
    IComparer<TInput>? Order { get; }

    /// <summary>How many inputs of this length a run takes.</summary>
    BatchSize BatchOf(int length);

    /// <summary>Length of the vectors; known after the first run.</summary>
    int Dimension { get; }

    /// <summary>Runs inputs that all have the same length. Several threads may call it at a time; each run has the buffers to itself.</summary>
    float[][] Run(IReadOnlyList<TInput> inputs, RunOptions options);
}

/// <summary>Inputs of a run.</summary>
/// <param name="Most">Most of them.</param>
/// <param name="Least">Fewer are not worth a run of their own where others could go along.</param>
internal readonly record struct BatchSize(int Most, int Least);
