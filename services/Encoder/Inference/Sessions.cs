using Microsoft.ML.OnnxRuntime;

namespace ImageSearchBench.Encoder.Inference;

/// <summary>How sessions are made: the device, the threads.</summary>
internal static class Sessions
{
    private const string Cuda = "CUDAExecutionProvider";

    /// <summary>Whether sessions run on CUDA with these settings.</summary>
    public static bool UsesCuda(EncoderOptions options) =>
        options.Device == "cuda" || (options.Device == "auto" && OrtEnv.Instance().GetAvailableProviders().Contains(Cuda, StringComparer.Ordinal));

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
