using ImageSearchBench.Standalone.CommandLine;
using ImageSearchBench.Standalone.Verbs;
using ImageSearchBench.Testing;

namespace ImageSearchBench.Standalone.Tests.Verbs;

public sealed class ArgumentTests
{
    [Theory]
    [InlineData("clip")]
    [InlineData("model:clip")]
    public void A_model_is_named_with_or_without_its_kind(string value) => SystemArgument.Parse(value).Model.Should().Be("clip");

    [Fact]
    public void Paths_of_systems_are_made_absolute()
    {
        SystemArgument.Parse("vectors:some/folder").Vectors.Should().Be(Path.Combine(Environment.CurrentDirectory, "some", "folder"));
        SystemArgument.Parse("run:my.run").RunFile.Should().Be(Path.Combine(Environment.CurrentDirectory, "my.run"));
    }

    [Fact]
    public void A_dataset_is_a_name_unless_it_is_a_path_or_a_dataset_folder()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["dataset.json"], "{}");

        ServerPaths.Dataset("scenes").Should().Be("scenes");
        ServerPaths.Dataset("./scenes").Should().Be(Path.Combine(Environment.CurrentDirectory, "scenes"));
        ServerPaths.Dataset(folder.Path).Should().Be(folder.Path);
    }
}
