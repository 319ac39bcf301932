using System.Text.Json.Nodes;
using ImageSearchBench.Standalone.Tests.Support;
using ImageSearchBench.Testing;

namespace ImageSearchBench.Standalone.Tests.EndToEnd;

/// <summary>An import that is killed again and again ends with the same dataset, byte for byte.</summary>
public sealed class KilledImportTests : IDisposable
{
    private const int Images = 400;

    private readonly TemporaryFolder _folder = new();
    private readonly string _csv;

    public KilledImportTests()
    {
        var scenes = Path.Combine(Repository.Samples, "scenes");
        _csv = Path.Combine(_folder.Path, "captions.csv");
        File.WriteAllLines(
            _csv,
            [
                "image,text",
                .. from line in File.ReadLines(Path.Combine(scenes, "captions.jsonl")).Take(Images)
                   let caption = JsonNode.Parse(line)!
                   select $"{caption["image"]},\"{((string)caption["en"]!).Replace("\"", "\"\"")}\"",
            ]);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Killed_at_any_moment_the_same_command_gives_the_same_dataset()
    {
        var whole = await ImportAsync("whole");
        ((int)whole["images"]!).Should().Be(Images);

        // Each process is killed a little further on: while images are looked at, while they are stored, while queries are written.
        var moments = new Func<bool>[]
        {
            () => Directory.Exists(Path.Combine(_folder["killed"], "work")),
            () => Size("images.jsonl") > 0 || Files() > 10,
            () => Files() > 150,
            () => Files() > 350,
            () => Size("queries.jsonl") >= 0,
        };
        foreach (var moment in moments)
        {
            using var process = Start("killed");
            await process.UntilAsync(moment);
            await process.KillAsync();
        }

        var resumed = await ImportAsync("killed");
        ((string)resumed["hash"]!).Should().Be((string)whole["hash"]!);
        FolderContent.Of(Path.Combine(_folder["killed"], "datasets")).Should().Equal(FolderContent.Of(Path.Combine(_folder["whole"], "datasets")));
    }

    private async Task<JsonNode> ImportAsync(string data)
    {
        using var process = Start(data);
        return (await process.ResultAsync()).RequireDone().Json;
    }

    private IsbProcess Start(string data) => IsbProcess.Start(
        "import", "csv", _csv, Path.Combine(Repository.Samples, "scenes", "images"), "--name", "scenes", "--language", "en", "--json", "--data", _folder[data]);

    private long Size(string file) => Work(file).Select(f => new FileInfo(f).Length).DefaultIfEmpty(-1).First();

    private int Files() => Work("*.jpg").Concat(Work("*.png")).Count();

    private IEnumerable<string> Work(string pattern)
    {
        var folders = new[] { "work", "datasets" }.Select(f => Path.Combine(_folder["killed"], f)).Where(Directory.Exists);
        try
        {
            return [.. folders.SelectMany(f => Directory.EnumerateFiles(f, pattern, SearchOption.AllDirectories))];
        }
        catch (DirectoryNotFoundException)
        {
            // The process moved a folder to its place.
            return [];
        }
    }
}
