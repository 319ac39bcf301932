using ImageSearchBench.Contracts.Orchestrator.V1;

namespace ImageSearchBench.Standalone.Jobs;

/// <summary>Progress for logs and pipes: a line when a stage is done, and one every few seconds in between.</summary>
internal sealed class ProgressLines(Action<string> write, TimeProvider time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    private readonly HashSet<int> _finished = [];
    private long _lastLine = time.GetTimestamp();

    /// <summary>Takes a job's state, and writes what is new in it.</summary>
    public void Show(Job job)
    {
        for (var i = 0; i < job.Stages.Count; i++)
        {
            var stage = job.Stages[i];
            if (stage.Finished && _finished.Add(i))
                Write($"{stage.Name}: {StageText.Count(stage)} done");
        }

        if (time.GetElapsedTime(_lastLine) >= Pause && job.Stages.FirstOrDefault(s => !s.Finished && s.Done > 0) is { } running)
            Write($"{running.Name}: {StageText.Count(running)}{(StageText.Rate(running) is { Length: > 0 } rate ? $" ({rate})" : "")}");
    }

    private void Write(string line)
    {
        write(line);
        _lastLine = time.GetTimestamp();
    }
}
