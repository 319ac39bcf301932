using ImageSearchBench.Scenes.Output;
using ImageSearchBench.Testing;

namespace ImageSearchBench.Scenes.Tests;

public sealed class GeneratorTests
{
    [Fact]
    public void Same_options_give_the_same_bytes()
    {
        using var first = new TemporaryFolder();
        using var second = new TemporaryFolder();
        Draw(first.Path, 36, 5);
        Draw(second.Path, 36, 5);
        var files = Files(first.Path);
        files.Should().Equal(Files(second.Path));
        foreach (var file in files)
        {
            File.ReadAllBytes(Path.Combine(first.Path, file)).Should().Equal(File.ReadAllBytes(Path.Combine(second.Path, file)), file);
        }
    }

    [Fact]
    public void A_scene_does_not_depend_on_how_many_are_drawn()
    {
        using var few = new TemporaryFolder();
        using var many = new TemporaryFolder();
        Draw(few.Path, 3, 5);
        Draw(many.Path, 30, 5);
        foreach (var name in new[] { "captions.jsonl", "metadata.jsonl", "details.jsonl" })
        {
            File.ReadLines(Path.Combine(many.Path, name)).Take(3).Should().Equal(File.ReadLines(Path.Combine(few.Path, name)));
        }

        var picture = Path.Combine("images", "s000003.jpg");
        File.ReadAllBytes(Path.Combine(many.Path, picture)).Should().Equal(File.ReadAllBytes(Path.Combine(few.Path, picture)));
    }

    [Fact]
    public void Another_seed_gives_other_scenes()
    {
        using var first = new TemporaryFolder();
        using var second = new TemporaryFolder();
        Draw(first.Path, 12, 5);
        Draw(second.Path, 12, 6);
        File.ReadAllText(Path.Combine(first.Path, "captions.jsonl")).Should().NotBe(File.ReadAllText(Path.Combine(second.Path, "captions.jsonl")));
    }

    [Fact]
    public void Boxes_lie_inside_the_pictures()
    {
        using var folder = new TemporaryFolder();
        Draw(folder.Path, 120, 8);
        CocoChecks.Hold(folder.Path);
    }

    [Theory]
    [InlineData("--count 0 --out x")]
    [InlineData("--size big --out x")]
    [InlineData("--out")]
    [InlineData("--colour red --out x")]
    [InlineData("--count 3")]
    public void Bad_options_are_refused_with_a_message(string line)
    {
        var parse = () => Options.Parse(line.Split(' '));
        parse.Should().Throw<FormatException>().Which.Message.Should().NotBeEmpty();
    }

    private static void Draw(string folder, int count, ulong seed) =>
        DatasetWriter.Write(new Options(count, seed, 96, 85, "s", folder, true, null, null));

    private static string[] Files(string folder) =>
        [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(folder, file)).Order(StringComparer.Ordinal)];
}
