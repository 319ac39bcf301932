using System.Text.Json.Nodes;
using Grpc.Core;
using ImageSearchBench.Contracts.Orchestrator.V1;
using ImageSearchBench.Orchestrator.Datasets;
using ImageSearchBench.Orchestrator.Files;
using ImageSearchBench.Orchestrator.Jobs;
using ImageSearchBench.Orchestrator.Storage;
using ImageSearchBench.Orchestrator.Tests.Fakes;
using ImageSearchBench.Testing;
using Microsoft.Extensions.DependencyInjection;
using Dataset = ImageSearchBench.Orchestrator.Datasets.Dataset;
using DatasetImage = ImageSearchBench.Orchestrator.Datasets.DatasetImage;
using DatasetQuery = ImageSearchBench.Orchestrator.Datasets.DatasetQuery;
using Job = ImageSearchBench.Contracts.Orchestrator.V1.Job;

namespace ImageSearchBench.Orchestrator.Tests.Formats;

/// <summary>An Orchestrator with a folder for files of other formats beside its data.</summary>
internal sealed class FormatsUnderTest : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private OrchestratorUnderTest _orchestrator = null!;

    /// <summary>A path beside the data.</summary>
    public string this[string name] => _folder[name];

    public OrchestratorUnderTest Orchestrator => _orchestrator;

    public static async Task<FormatsUnderTest> StartAsync(IReadOnlyDictionary<string, string?>? settings = null)
    {
        var formats = new FormatsUnderTest();
        formats._orchestrator = await OrchestratorUnderTest.StartAsync(formats["data"], _ => { }, _ => { }, settings);
        return formats;
    }

    /// <summary>Writes a text file; its folder is made.</summary>
    public string Write(string name, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(this[name])!);
        File.WriteAllText(this[name], text);
        return this[name];
    }

    /// <summary>Writes a small picture; equal numbers give equal files.</summary>
    public string WriteImage(string name, int number)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(this[name])!);
        File.WriteAllBytes(this[name], TinyCoco.Bitmap((byte)number));
        return this[name];
    }

    /// <summary>Runs an import.</summary>
    public async Task<Job> ImportJobAsync(string format, params string[] paths) =>
        await _orchestrator.RunAsync(new() { ImportDataset = Spec(format, paths) });

    /// <summary>Runs an import that must work.</summary>
    public async Task<Dataset> ImportAsync(string format, params string[] paths) => await ImportAsync(Spec(format, paths));

    /// <summary>Runs an import that must work.</summary>
    public async Task<Dataset> ImportAsync(ImportDataset spec)
    {
        var job = await _orchestrator.RunAsync(new() { ImportDataset = spec });
        job.Error.Should().BeEmpty();
        return await Service<DatasetStore>().GetAsync(job.Result.DatasetHash, CancellationToken.None);
    }

    public static ImportDataset Spec(string format, params string[] paths) => new() { Format = format, Paths = { paths }, Name = "imported" };

    /// <summary>Runs an export that must work; gives its folder.</summary>
    public async Task<string> ExportAsync(Dataset dataset, string format, bool licensedOnly = false)
    {
        var path = this[$"export-{Guid.NewGuid():N}"];
        var job = await _orchestrator.RunAsync(
            new() { ExportDataset = new ExportDataset { Dataset = dataset.Hash, Format = format, Path = path, LicensedOnly = licensedOnly } });
        job.Error.Should().BeEmpty();
        job.Result.ExportPath.Should().Be(path);
        return path;
    }

    /// <summary>What a check finds.</summary>
    public async Task<(IReadOnlyList<FormatFault> Faults, ValidationSummary Summary)> ValidateAsync(string format, params string[] paths)
    {
        using var call = _orchestrator.Formats.ValidateFormat(new ValidateFormatRequest { Format = format, Paths = { paths } });
        var faults = new List<FormatFault>();
        ValidationSummary? summary = null;
        await foreach (var one in call.ResponseStream.ReadAllAsync())
        {
            if (one.Fault is { } fault)
                faults.Add(fault);
            summary = one.Summary ?? summary;
        }

        return (faults, summary!);
    }

    /// <summary>Registers a dataset as if it had been built.</summary>
    public async Task<Dataset> BuildAsync(
        IEnumerable<(DatasetImage Image, byte[]? Data)> images, IEnumerable<(DatasetQuery Query, Judgment[] Judgments)> queries, string kind = "retrieval")
    {
        var folder = Service<DataFolder>().Datasets;
        await using var draft = new DatasetDraft(this[$"draft-{Guid.NewGuid():N}"]);
        foreach (var (image, data) in images)
        {
            var file = this["some-image"];
            if (data is null)
                await draft.AddImageAsync(image, null, CancellationToken.None);
            else
            {
                File.Delete(file);
                await File.WriteAllBytesAsync(file, data);
                await draft.AddImageAsync(image with { Sha256 = Hashing.Sha256(data), Size = data.Length, Width = 8, Height = 8 }, file, CancellationToken.None);
            }
        }

        foreach (var (query, judgments) in queries)
            await draft.AddQueryAsync(query, judgments, CancellationToken.None);
        var card = await draft.PublishAsync(folder, "built", kind, [], new JsonObject(), new SkippedSummary(0, []), CancellationToken.None);
        return await Service<DatasetStore>().RegisterBuiltAsync(card, Path.Combine(folder, card.Hash), CancellationToken.None);
    }

    public static async Task<(DatasetImage[] Images, DatasetQuery[] Queries, string[] Qrels)> ReadAsync(Dataset dataset)
    {
        await using var reader = await DatasetReader.OpenAsync(dataset, CancellationToken.None);
        return (
            await reader.ReadImagesAsync(CancellationToken.None).ToArrayAsync(),
            await reader.ReadQueriesAsync(CancellationToken.None).ToArrayAsync(),
            await File.ReadAllLinesAsync(dataset.PathOf(DatasetFiles.Qrels)));
    }

    public T Service<T>()
        where T : notnull => _orchestrator.Services.GetRequiredService<T>();

    public async ValueTask DisposeAsync()
    {
        await _orchestrator.DisposeAsync();
        _folder.Dispose();
    }
}
