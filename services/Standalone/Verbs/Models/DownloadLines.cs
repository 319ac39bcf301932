using ImageSearchBench.Contracts.Encoder.V1;

namespace ImageSearchBench.Standalone.Verbs.Models;

/// <summary>A download for logs and pipes: a line for each file, and one every few seconds within a large one.</summary>
internal sealed class DownloadLines(Action<string> write, TimeProvider time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    private string _file = "";
    private long _lastLine = time.GetTimestamp();

    /// <summary>Whether all bytes are here, so that what follows is the check of the model.</summary>
    public static bool IsAll(PullProgress progress) => progress.BytesDone == progress.BytesTotal;

    /// <summary>Takes how far it is, and writes what is new in it.</summary>
    public void Show(PullProgress progress)
    {
        if (progress.File == _file && !IsAll(progress) && time.GetElapsedTime(_lastLine) < Pause)
            return;
        _file = progress.File;
        _lastLine = time.GetTimestamp();
        write($"{progress.File}: {ModelTable.Megabytes(progress.BytesDone)} of {ModelTable.Megabytes(progress.BytesTotal)}{(IsAll(progress) ? "; checking the model" : "")}");
    }
}
