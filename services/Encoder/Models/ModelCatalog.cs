using System.Collections.Concurrent;
using ImageSearchBench.Encoder.Models.Layouts;
using ImageSearchBench.Encoder.Models.Onnx;
using ImageSearchBench.Hosting.Errors;
using Microsoft.Extensions.Options;

namespace ImageSearchBench.Encoder.Models;

/// <summary>The models that were added: a folder each below <c>Encoder:ModelsPath</c>, whole or not there.</summary>
internal sealed partial class ModelCatalog(
    IOptions<EncoderOptions> options, GraphTrial graphs, ModelTrial trial, ILogger<ModelCatalog> logger) : IDisposable
{
    // Folders in work begin with a dot, which no model's name does.
    private const string StagingPrefix = ".adding-";
    private readonly SemaphoreSlim _changes = new(1);
    private readonly ConcurrentDictionary<string, (DateTime Written, long Length, ModelManifest Manifest)> _read = new(StringComparer.Ordinal);
    private readonly string _root = Path.GetFullPath(options.Value.ModelsPath);

    /// <summary>All models, by name in ordinal order. A folder that is no added model is left out, and the log says why.</summary>
    public IReadOnlyList<ModelManifest> List()
    {
        if (!Directory.Exists(_root))
            return [];
        var models = new List<ModelManifest>();
        foreach (var folder in Directory.EnumerateDirectories(_root).Where(f => ManifestRules.IsName(Path.GetFileName(f))))
        {
            try
            {
                if (ReadAdded(Path.GetFileName(folder)) is { } manifest)
                    models.Add(manifest);
                else
                    LogNotAdded(logger, folder);
            }
            catch (BenchException e)
            {
                LogBroken(logger, folder, e.Message);
            }
        }

        models.Sort((a, b) => string.CompareOrdinal(a.Name, b.Name));
        return models;
    }

    /// <summary>A model by name.</summary>
    /// <exception cref="BenchException">NOT_FOUND, with the names there are.</exception>
    public ModelManifest Get(string name)
    {
        if (ManifestRules.IsName(name) && ReadAdded(name) is { } manifest)
            return manifest;
        var names = List().Select(m => m.Name).ToArray();
        throw BenchException.NotFound(
            $"There is no model '{name}'. {(names.Length == 0 ? "None was added yet: add one with `isb models add DIR`." : "There are: " + string.Join(", ", names) + ".")}", "model");
    }

    /// <summary>A model's folder.</summary>
    public string FolderOf(string name) => Path.Combine(_root, name);

    /// <summary>Adds a folder's model. The same content under the same name again is no fault and gives what is there.</summary>
    public async Task<ModelManifest> AddAsync(string directory, string name, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(directory))
            throw BenchException.Invalid($"There is no folder '{directory}' on the server.", "directory");
        if (name.Length > 0 && !ManifestRules.IsName(name))
            throw BenchException.Invalid($"'{name}' is no name for a model: letters, digits, '.', '_' and '-', at most 64, not beginning with '.'.", "name");
        var source = Path.GetFullPath(directory);
        var described = ModelManifest.Read(source) ?? LayoutRecognition.Describe(source);
        name = FirstName(name, described.Name, Path.GetFileName(Path.TrimEndingDirectorySeparator(source)));
        described = described with { Name = name, Admission = null };
        ManifestRules.Check(described, Path.Combine(source, ModelManifest.FileName));

        await _changes.WaitAsync(cancellationToken);
        try
        {
            return await AddAsync(source, described, cancellationToken);
        }
        finally
        {
            _changes.Release();
        }
    }

    /// <summary>Checks a model again: hash, same output twice, goldens.</summary>
    /// <returns>The model and what held, a line each.</returns>
    /// <exception cref="BenchException">DATA_LOSS: its files are not those that were added.</exception>
    public async Task<(ModelManifest Model, IReadOnlyList<string> Checks)> VerifyAsync(string name, CancellationToken cancellationToken)
    {
        var manifest = Get(name);
        string hash;
        try
        {
            hash = await ModelHash.ComputeAsync(FolderOf(name), manifest, cancellationToken);
        }
        catch (BenchException e)
        {
            throw new BenchException(ErrorKind.DataLoss, e.Message, innerException: e);
        }

        if (hash != manifest.Admission!.ContentHash)
        {
            throw new BenchException(
                ErrorKind.DataLoss,
                $"The files of the model '{name}' have the hash {hash}, but {manifest.Admission.ContentHash} was added: remove the model and add it again.");
        }

        var result = await trial.RunAsync(FolderOf(name), manifest, cancellationToken);
        return (manifest, [$"content hash {hash}", .. result.Checks]);
    }

    /// <summary>Removes a model's folder.</summary>
    public async Task RemoveAsync(string name, CancellationToken cancellationToken)
    {
        _ = Get(name);
        await _changes.WaitAsync(cancellationToken);
        try
        {
            // Renamed first: a half-deleted folder is never taken for a model.
            var doomed = Path.Combine(_root, StagingPrefix + Guid.NewGuid().ToString("N"));
            Directory.Move(FolderOf(name), doomed);
            Directory.Delete(doomed, recursive: true);
        }
        finally
        {
            _changes.Release();
        }
    }

    /// <summary>Deletes what additions that were cut off left behind.</summary>
    public void DeleteLeftovers()
    {
        if (!Directory.Exists(_root))
            return;
        foreach (var folder in Directory.EnumerateDirectories(_root, StagingPrefix + "*"))
            Directory.Delete(folder, recursive: true);
    }

    public void Dispose() => _changes.Dispose();

    private static string FirstName(params string[] candidates) =>
        candidates.FirstOrDefault(ManifestRules.IsName)
        ?? throw BenchException.Invalid("The folder's name is no name for a model: give one of letters, digits, '.', '_' and '-', at most 64.", "name");

    private async Task<ModelManifest> AddAsync(string source, ModelManifest described, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(_root);
        var staging = Path.Combine(_root, StagingPrefix + Guid.NewGuid().ToString("N"));
        try
        {
            Directory.CreateDirectory(staging);
            await ModelFiles.CopyAsync(source, staging, described, cancellationToken);
            described = TowerSplit.Apply(staging, described);
            described = await graphs.ApplyAsync(staging, described, cancellationToken);
            // Of the copy: the source may change while it is copied.
            var hash = await ModelHash.ComputeAsync(staging, described, cancellationToken);
            if (ReadAdded(described.Name) is { } existing)
            {
                return existing.Admission!.ContentHash == hash
                    ? existing
                    : throw new BenchException(ErrorKind.AlreadyExists, $"There is another model '{described.Name}': choose another name, or remove that one first.", "name");
            }

            var result = await trial.RunAsync(staging, described, cancellationToken);
            var added = described with
            {
                Dimension = result.Dimension,
                Admission = new ModelAdmission
                {
                    ContentHash = hash,
                    SizeBytes = ModelFiles.Of(staging, described).Sum(f => new FileInfo(Path.Combine(staging, f)).Length),
                    Precision = ModelPrecision.Of(staging, described),
                    ImageBatchDependent = result.ImageBatchDependent,
                    TextBatchDependent = result.TextBatchDependent,
                    ImagesPerSecond = result.ImagesPerSecond,
                    TextsPerSecond = result.TextsPerSecond,
                },
            };
            added.Write(staging);
            Directory.Move(staging, FolderOf(described.Name));
            return added;
        }
        finally
        {
            if (Directory.Exists(staging))
                Directory.Delete(staging, recursive: true);
        }
    }

    // Every call asks for its model: the file is read again only when it is another.
    private ModelManifest? ReadAdded(string name)
    {
        var file = new FileInfo(Path.Combine(FolderOf(name), ModelManifest.FileName));
        if (!file.Exists)
            return null;
        if (_read.TryGetValue(name, out var known) && known.Written == file.LastWriteTimeUtc && known.Length == file.Length)
            return known.Manifest;
        var manifest = ModelManifest.Read(FolderOf(name));
        if (manifest?.Admission is null)
            return null;
        manifest = manifest with { Name = name };
        _read[name] = (file.LastWriteTimeUtc, file.Length, manifest);
        return manifest;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Folder} is no added model; add it with `isb models add`")]
    private static partial void LogNotAdded(ILogger logger, string folder);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Folder} is left out: {Reason}")]
    private static partial void LogBroken(ILogger logger, string folder, string reason);
}
