using ImageSearchBench.Hosting.Errors;
using Microsoft.ML.OnnxRuntime;

namespace ImageSearchBench.Encoder.Inference;

/// <summary>How sessions are made: the device, the threads.</summary>
internal static class Sessions
{
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

    /// <summary>Options of a session; the caller disposes them.</summary>
    public static SessionOptions Create(EncoderOptions options)
    {
        var session = new SessionOptions
        {
            IntraOpNumThreads = options.Threads > 0 ? options.Threads : Environment.ProcessorCount,
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
