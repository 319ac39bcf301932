using System.Globalization;
using ImageSearchBench.Orchestrator.Storage;

namespace ImageSearchBench.Orchestrator.Jobs;

/// <summary>
/// The folders of what unfinished jobs have done so far: <c>work/JOB/N</c>, where N says how often the job was taken over from a replica
/// that was not heard of any more. Whoever takes it over renames the folder and gets the files that grow as copies: the other one may
/// still be alive, and reaches neither.
/// </summary>
internal sealed class JobFolders(DataFolder folder)
{
    /// <summary>Files that grow line by line, wherever in the folder they are; all others are written once, under another name first.</summary>
    private const string Ledgers = "*.jsonl";

    private const string Taken = ".taken";

    /// <summary>The folder of a job that was just taken, with what earlier tries left.</summary>
    public async Task<string> OpenAsync(TakenJob job, CancellationToken cancellationToken)
    {
        var own = PathOf(job);
        Directory.CreateDirectory(Path.GetDirectoryName(own)!);
        if (Directory.Exists(own))
            return own;

        // Under a name between the two, so that a folder which has its own name has its own files.
        var taken = own + Taken;
        if (!Directory.Exists(taken))
        {
            if (Earlier(job) is { } earlier)
                Directory.Move(earlier, taken);
            else
                Directory.CreateDirectory(taken);
        }

        foreach (var ledger in Directory.GetFiles(taken, Ledgers, SearchOption.AllDirectories))
            await ReplaceByCopyAsync(ledger, cancellationToken);
        Directory.Move(taken, own);
        return own;
    }

    /// <summary>
    /// Removes what a job that succeeded has. Where items were left out, what is known of the others stays for a retry: the ledgers, which
    /// are small.
    /// </summary>
    public void Close(string jobId, bool keepLedgers)
    {
        if (!keepLedgers)
        {
            Remove(jobId);
            return;
        }

        try
        {
            foreach (var own in Directory.GetDirectories(Path.Combine(folder.Work, jobId)))
            {
                foreach (var below in Directory.GetDirectories(own))
                    Directory.Delete(below, recursive: true);
                foreach (var file in Directory.GetFiles(own).Except(Directory.GetFiles(own, Ledgers)))
                    File.Delete(file);
            }
        }
        catch (IOException)
        {
            // The job is done; what cannot be removed takes room, and nothing else.
        }
    }

    /// <summary>Jobs that have a folder.</summary>
    public IEnumerable<string> List() => Directory.GetDirectories(folder.Work).Select(path => Path.GetFileName(path)!);

    // What cannot be removed now takes room, and nothing else.
    private void Remove(string jobId)
    {
        try
        {
            Directory.Delete(Path.Combine(folder.Work, jobId), recursive: true);
        }
        catch (IOException)
        {
            // Another replica may be at it.
        }
    }

    private string PathOf(TakenJob job) => Path.Combine(folder.Work, job.Job.Id, job.Takeovers.ToString(CultureInfo.InvariantCulture));

    // The newest one has the work: older ones can only be what a process made whose folder had been taken.
    private string? Earlier(TakenJob job)
    {
        var all = Path.GetDirectoryName(PathOf(job))!;
        for (var takeovers = job.Takeovers - 1; takeovers >= 0; takeovers--)
        {
            var path = Path.Combine(all, takeovers.ToString(CultureInfo.InvariantCulture));
            if (Directory.Exists(path))
                return path;
            if (Directory.Exists(path + Taken))
                return path + Taken;
        }

        return null;
    }

    private static async Task ReplaceByCopyAsync(string path, CancellationToken cancellationToken)
    {
        var copy = path + ".part";
        await using (var from = DurableFile.OpenRead(path))
        await using (var to = DurableFile.Create(copy))
        {
            await from.CopyToAsync(to, cancellationToken);
            await to.FlushToDiskAsync(cancellationToken);
        }

        File.Move(copy, path, overwrite: true);
    }
}
