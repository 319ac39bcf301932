using ImageSearchBench.Standalone.Tests.Support;

namespace ImageSearchBench.Standalone.Tests.EndToEnd;

/// <summary>Faulty input: the message names the file and the reason, and nothing half-written is taken for a dataset.</summary>
public sealed class BadInputTests : IDisposable
{
    private readonly SampleScenes _scenes = new(60);

    public void Dispose() => _scenes.Dispose();

    [Fact]
    public async Task A_missing_annotation_file_is_named()
    {
        File.Delete(_scenes.Annotations);

        await ShouldFailAsync(_scenes.Build(), _scenes.Annotations);
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("not json", "line 1")]
    [InlineData("[1, 2, 3]", "")]
    [InlineData("{\"images\": [], \"annotations\": [], \"categories\": []}", "")]
    public async Task A_broken_annotation_file_is_named_with_the_reason(string content, string reason)
    {
        File.WriteAllText(_scenes.Annotations, content);

        await ShouldFailAsync(_scenes.Build(), _scenes.Annotations, reason);
    }

    [Fact]
    public async Task An_annotation_file_that_ends_too_early_is_named()
    {
        var text = File.ReadAllText(_scenes.Annotations);
        File.WriteAllText(_scenes.Annotations, text[..(text.Length * 2 / 3)]);

        await ShouldFailAsync(_scenes.Build(), _scenes.Annotations);
    }

    [Fact]
    public async Task A_missing_image_folder_is_named()
    {
        Directory.Delete(_scenes.Images, recursive: true);

        await ShouldFailAsync(_scenes.Build(), _scenes.Images);
    }

    [Fact]
    public async Task A_folder_without_any_usable_image_is_named()
    {
        foreach (var file in _scenes.Files)
            File.Delete(Path.Combine(_scenes.Images, file));

        await ShouldFailAsync(_scenes.Build(), _scenes.Images);
    }

    [Fact]
    public async Task Bad_images_are_reported_left_out_and_counted()
    {
        File.Delete(Path.Combine(_scenes.Images, _scenes.Files[0]));
        File.WriteAllBytes(Path.Combine(_scenes.Images, _scenes.Files[1]), []);
        var truncated = Path.Combine(_scenes.Images, _scenes.Files[2]);
        File.WriteAllBytes(truncated, File.ReadAllBytes(truncated)[..2000]);
        File.WriteAllText(Path.Combine(_scenes.Images, _scenes.Files[3]), "<html>404</html>");

        var result = (await Isb.RunAsync([.. _scenes.Build(), "--json", "--data", _scenes.Data])).RequireDone();

        ((int)result.Json["skipped_images"]!).Should().Be(4);
        ((int)result.Json["images"]!).Should().Be(56);
        result.Error.Should().ContainAll(_scenes.Files.Take(4));
        var card = File.ReadAllText(Path.Combine((string)result.Json["directory"]!, "dataset.json"));
        card.Should().ContainAll(_scenes.Files.Take(4));
    }

    [Fact]
    public async Task A_broken_taxonomy_is_named()
    {
        var taxonomy = Path.Combine(_scenes.Folder, "taxonomy.json");
        File.WriteAllText(taxonomy, "{\"labels\": [");

        var command = _scenes.Build();
        command[Array.IndexOf(command, "--taxonomy") + 1] = taxonomy;

        await ShouldFailAsync(command, taxonomy);
    }

    [Fact]
    public async Task A_fault_that_is_mended_lets_the_same_command_go_on()
    {
        var whole = File.ReadAllText(_scenes.Annotations);
        File.WriteAllText(_scenes.Annotations, whole[..1000]);
        await ShouldFailAsync(_scenes.Build(), _scenes.Annotations);

        File.WriteAllText(_scenes.Annotations, whole);

        var result = await Isb.RunAsync([.. _scenes.Build(), "--json", "--data", _scenes.Data]);
        ((int)result.RequireDone().Json["images"]!).Should().Be(60);
    }

    [Fact]
    public async Task A_data_folder_in_use_is_named()
    {
        await using var other = await RunningServices.StartAsync(_scenes.Data);

        await ShouldFailAsync(["datasets", "list"], _scenes.Data, "in use");
    }

    [Theory]
    [InlineData("datasets show nothing", "nothing")]
    [InlineData("jobs watch nothing", "nothing")]
    [InlineData("jobs resume nothing", "nothing")]
    [InlineData("models add nowhere", "nowhere")]
    [InlineData("compare nothing something", "nothing")]
    [InlineData("report nothing", "nothing")]
    [InlineData("evaluate --dataset nothing --system model:x", "nothing")]
    [InlineData("search cat --dataset nothing --system model:x", "nothing")]
    public async Task What_is_not_there_is_named(string line, string name) => await ShouldFailAsync(line.Split(' '), name);

    private async Task ShouldFailAsync(string[] command, params string[] named)
    {
        var result = await Isb.RunAsync([.. command, "--data", _scenes.Data]);

        result.ExitCode.Should().Be(1, "standard error says: {0}", result.Error);
        result.Out.Should().BeEmpty();
        result.Error.Should().Contain("error: ").And.ContainAll(named).And.NotContain("   at ").And.NotContain("Internal error");
        var datasets = Path.Combine(_scenes.Data, "datasets");
        if (Directory.Exists(datasets))
            Directory.EnumerateFileSystemEntries(datasets).Should().BeEmpty();
    }
}
