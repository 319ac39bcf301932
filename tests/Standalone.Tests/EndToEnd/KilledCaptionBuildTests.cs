using System.Text.Json;
using System.Text.Json.Nodes;
using ImageSearchBench.Standalone.Tests.Support;
using ImageSearchBench.Testing;

namespace ImageSearchBench.Standalone.Tests.EndToEnd;

/// <summary>A caption set whose build is killed again and again ends with the same dataset, byte for byte.</summary>
public sealed class KilledCaptionBuildTests : IDisposable
{
    private const int Photos = 60;

    private readonly SampleScenes _scenes = new(Photos);
    private readonly string _recording;

    public KilledCaptionBuildTests()
    {
        _recording = Path.Combine(_scenes.Folder, "recording.jsonl");
        File.WriteAllLines(
            _recording,
            from line in File.ReadLines(Path.Combine(Repository.Samples, "scenes", "captions.jsonl")).Take(Photos)
            let caption = JsonNode.Parse(line)!
            from language in (string[])["zh", "en"]
            select JsonSerializer.Serialize(new
            {
                step = "Caption",
                language,
                subject = Path.GetFileNameWithoutExtension((string)caption["image"]!),
                reply = (string)caption[language]!,
            }));
    }

    public void Dispose() => _scenes.Dispose();

    [Fact]
    public async Task Killed_at_any_moment_the_same_command_gives_the_same_dataset()
    {
        var whole = await BuildAsync("whole");

        // Each process is killed a little further on: while it resizes photos, while captions come, while it writes the dataset.
        var moments = new Func<bool>[]
        {
            () => Lines("photos.prepared.jsonl") > 3,
            () => Lines("photos.prepared.jsonl") > 30,
            () => Lines("captions.zh.jsonl") > 5,
            () => Lines("captions.en.jsonl") > 5,
            () => Lines("queries.jsonl") >= 0,
        };
        foreach (var moment in moments)
        {
            using var process = Start("killed");
            await process.UntilAsync(moment);
            await process.KillAsync();
        }

        var resumed = await BuildAsync("killed");
        ((string)resumed["hash"]!).Should().Be((string)whole["hash"]!);
        FolderContent.Of(Path.Combine(_scenes.Folder, "killed", "datasets"))
            .Should().Equal(FolderContent.Of(Path.Combine(_scenes.Folder, "whole", "datasets")));
    }

    private async Task<JsonNode> BuildAsync(string data)
    {
        using var process = Start(data);
        return (await process.ResultAsync()).RequireDone().Json;
    }

    private IsbProcess Start(string data) => IsbProcess.Start(
        "dotnet",
        [
            Path.Combine(AppContext.BaseDirectory, "isb.dll"), "build", "captions", "--images", _scenes.Images, "--photos", "50",
            "--languages", "zh,en", "--json", "--data", Path.Combine(_scenes.Folder, data),
        ],
        ("QueryGeneration__Models__recorded__Recording", _recording));

    /// <summary>Lines of a file of the unfinished job; −1 where it is not there.</summary>
    private int Lines(string file)
    {
        var work = Path.Combine(_scenes.Folder, "killed", "work");
        var path = Directory.Exists(work) ? Directory.EnumerateFiles(work, file, SearchOption.AllDirectories).FirstOrDefault() : null;
        if (path is null)
            return -1;
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().Count(c => c == '\n');
    }
}
