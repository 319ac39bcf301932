using ImageSearchBench.Hosting.Errors;
using Microsoft.ML.OnnxRuntime;

namespace ImageSearchBench.Encoder.Inference;

/// <summary>How sessions are made: the device, the threads.</summary>
internal static class Sessions
{
    // Each run reads all weights and has activations of its own: with many cores a few runs share them out.
    private const int MostRuns = 4;

    private static readonly bool HasCuda = OrtEnv.Instance().GetAvailableProviders().Contains("CUDAExecutionProvider", StringComparer.Ordinal);

    /// <summary>Whether sessions run on CUDA with these settings.</summary>
    public static bool UsesCuda(EncoderOptions options) => options.Device != "cpu" && HasCuda;

    /// <summary>Fails where CUDA is asked for and the runtime does not offer it.</summary>
    /// <exception cref="BenchException">FAILED_PRECONDITION.</exception>
    public static void RequireDevice(EncoderOptions options)
    {
        if (options.Device == "cuda" && !HasCuda)
        {
            throw new BenchException(
                ErrorKind.FailedPrecondition, "Encoder:Device is 'cuda', but this ONNX Runtime has no CUDA provider: put its GPU build in place, or set 'auto' or 'cpu'.");
        }
    }

    /// <summary>Runs at a time, over all models.</summary>
    public static int Runs(EncoderOptions options) =>
        options.Runs > 0 ? options.Runs
        : UsesCuda(options) ? 1
        : Math.Clamp(Environment.ProcessorCount / Math.Max(options.Threads, 1), 1, MostRuns);

    /// <summary>Threads inside one run.</summary>
    public static int Threads(EncoderOptions options) =>
        options.Threads > 0 ? options.Threads : Math.Max(Environment.ProcessorCount / Runs(options), 1);

    /// <summary>Options of a session; the caller disposes them.</summary>
    public static SessionOptions Create(EncoderOptions options)
    {
        var session = new SessionOptions
        {
            IntraOpNumThreads = Threads(options),
            InterOpNumThreads = 1,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
        };
        if (UsesCuda(options))
            session.AppendExecutionProvider_CUDA();
        return session;
    }
}
