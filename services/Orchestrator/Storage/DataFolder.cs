using System.Globalization;
using System.Text;
using ImageSearchBench.Hosting.Errors;
using Microsoft.Extensions.Options;

namespace ImageSearchBench.Orchestrator.Storage;

/// <summary>The Orchestrator's folder on disk. One process at a time has it, or the replicas over one PostgreSQL database together.</summary>
internal sealed class DataFolder : IDisposable
{
    private readonly FileStream _lock;

    /// <exception cref="BenchException">Another process has the folder, or it cannot be made.</exception>
    public DataFolder(IOptions<OrchestratorOptions> options)
    {
        Root = Path.GetFullPath(options.Value.DataPath);
        try
        {
            Directory.CreateDirectory(Root);
            Directory.CreateDirectory(Datasets);
            Directory.CreateDirectory(Runs);
            Directory.CreateDirectory(Work);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BenchException(
                ErrorKind.FailedPrecondition, $"The data folder {Root} cannot be made: {e.Message} Choose another one.", innerException: e);
        }

        _lock = TakeLock(shared: options.Value.Database.Length > 0);
    }

    public string Root { get; }

    public string Database => Path.Combine(Root, "orchestrator.db");

    /// <summary>Finished datasets, each in a folder named by its hash.</summary>
    public string Datasets => Path.Combine(Root, "datasets");

    /// <summary>Finished runs, each in a folder named by its id.</summary>
    public string Runs => Path.Combine(Root, "runs");

    /// <summary>What unfinished jobs have done so far, each in a folder named by its id.</summary>
    public string Work => Path.Combine(Root, "work");

    /// <summary>Where to find what in datasets; can be removed at any time.</summary>
    public string Indexes => Path.Combine(Root, "indexes");

    private string OwnerFile => Path.Combine(Root, "orchestrator.pid");

    public void Dispose() => _lock.Dispose();

    /// <summary>The folder's own id, which it keeps wherever it is mounted.</summary>
    public async Task<string> GetIdAsync(CancellationToken cancellationToken)
    {
        var path = Path.Combine(Root, "folder.id");
        if (!File.Exists(path))
        {
            var part = $"{path}.{Environment.ProcessId}";
            await using (var file = DurableFile.Create(part))
            {
                await file.WriteAsync(Encoding.ASCII.GetBytes(Guid.NewGuid().ToString("N")), cancellationToken);
                await file.FlushToDiskAsync(cancellationToken);
            }

            DurableFile.Publish(part, path);
        }

        return (await File.ReadAllTextAsync(path, cancellationToken)).Trim();
    }

    private FileStream TakeLock(bool shared)
    {
        FileStream file;
        try
        {
            // A lock that the system gives back when the process dies, however it dies: among replicas a shared one.
            file = new FileStream(
                Path.Combine(Root, "orchestrator.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, shared ? FileShare.ReadWrite : FileShare.None);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BenchException(
                ErrorKind.FailedPrecondition,
                $"The data folder {Root} is in use by process {Owner()}. Stop it, or choose another data folder. Several processes share one over PostgreSQL (Orchestrator__Database).",
                innerException: e);
        }

        // The locked file cannot be read by others, so its owner's id lies beside it.
        File.WriteAllText(OwnerFile, Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        return file;
    }

    private string Owner()
    {
        try
        {
            return File.ReadAllText(OwnerFile).Trim() is { Length: > 0 } id ? id : "(unknown)";
        }
        catch (IOException)
        {
            return "(unknown)";
        }
    }
}
