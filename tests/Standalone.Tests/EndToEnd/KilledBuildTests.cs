using ImageSearchBench.Standalone.Tests.Support;

namespace ImageSearchBench.Standalone.Tests.EndToEnd;

/// <summary>A build that is killed and started again by the same command ends with the same dataset, byte for byte.</summary>
public sealed class KilledBuildTests : IDisposable
{
    private readonly SampleScenes _scenes = new(160);

    public void Dispose() => _scenes.Dispose();

    [Fact]
    public async Task Killed_at_any_moment_the_same_command_gives_the_same_dataset()
    {
        var whole = (await Isb.RunAsync([.. Build("whole")])).RequireDone();

        // Each process is killed a little further on: at its start, while it looks at images, while it writes the dataset.
        foreach (var moment in new Func<bool>[] { Database, () => Checked(20), () => Checked(80), Draft })
        {
            using var process = IsbProcess.Start(Build("killed"));
            await process.UntilAsync(moment);
            await process.KillAsync();
            Datasets("killed").Should().BeEmpty("a dataset that is not finished must not look like one");
        }

        var resumed = (await Isb.RunAsync([.. Build("killed")])).RequireDone();

        ((string)resumed.Json["hash"]!).Should().Be((string)whole.Json["hash"]!);
        FolderContent.Of(Path.Combine(_scenes.Folder, "killed", "datasets"))
            .Should().Equal(FolderContent.Of(Path.Combine(_scenes.Folder, "whole", "datasets")));
        var jobs = (await Isb.RunAsync("jobs", "list", "--json", "--data", Path.Combine(_scenes.Folder, "killed"))).RequireDone();
        jobs.Json.AsArray().Should().ContainSingle("every repeat goes on with the same job");
    }

    [Fact]
    public async Task Ctrl_C_stops_with_a_word_and_the_same_command_goes_on()
    {
        // All scenes and many queries, so that the build is not done before the signal has come.
        using var all = new SampleScenes(600);
        string[] build = [.. all.Build("--styles", "word,sentence"), "--json", "--data", Path.Combine(_scenes.Folder, "stopped")];
        using var process = IsbProcess.Start(build);
        await process.UntilAsync(() => CheckedIn("stopped", 0));

        await process.SignalAsync("INT");

        var stopped = await process.ResultAsync();
        stopped.ExitCode.Should().Be(1);
        stopped.Error.Should().Contain("goes on where it stopped").And.NotContain("   at ");
        (await Isb.RunAsync(build)).RequireDone();
    }

    private string[] Build(string data) => [.. _scenes.Build(), "--json", "--data", Path.Combine(_scenes.Folder, data)];

    private string[] Datasets(string data)
    {
        var folder = Path.Combine(_scenes.Folder, data, "datasets");
        return Directory.Exists(folder) ? Directory.GetFileSystemEntries(folder) : [];
    }

    private bool Database() => File.Exists(Path.Combine(_scenes.Folder, "killed", "orchestrator.db"));

    private bool Draft() => Work("killed", "queries.jsonl", SearchOption.AllDirectories).Any();

    private bool Checked(int images) => CheckedIn("killed", images);

    private bool CheckedIn(string data, int images) => Work(data, "checked.jsonl", SearchOption.AllDirectories).Any(f => Lines(f) > images);

    private IEnumerable<string> Work(string data, string file, SearchOption search)
    {
        var folder = Path.Combine(_scenes.Folder, data, "work");
        return Directory.Exists(folder) ? Directory.EnumerateFiles(folder, file, search) : [];
    }

    private static int Lines(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().Count(c => c == '\n');
    }
}
