using ImageSearchBench.Hosting.Errors;
using ImageSearchBench.Orchestrator.Storage;
using ImageSearchBench.Orchestrator.Tests.Fakes;
using ImageSearchBench.Testing;
using Microsoft.Extensions.Options;

namespace ImageSearchBench.Orchestrator.Tests.Storage;

public sealed class DataFolderTests
{
    [Fact]
    public async Task A_folder_in_use_says_by_whom_and_is_free_after_that()
    {
        using var data = new TemporaryFolder();
        await using (await OrchestratorUnderTest.StartAsync(data.Path))
        {
            var second = () => OrchestratorUnderTest.StartAsync(data.Path);

            var fault = (await second.Should().ThrowAsync<BenchException>()).Which;
            fault.Kind.Should().Be(ErrorKind.FailedPrecondition);
            fault.Message.Should().Contain(data.Path).And.Contain($"in use by process {Environment.ProcessId}");
        }

        await using var third = await OrchestratorUnderTest.StartAsync(data.Path);
    }

    [Fact]
    public void A_folder_that_cannot_be_made_is_named()
    {
        using var data = new TemporaryFolder();
        File.WriteAllText(data["file"], "");

        var open = () => new DataFolder(Options.Create(new OrchestratorOptions { DataPath = Path.Combine(data["file"], "below") }));

        open.Should().Throw<BenchException>().Which.Message.Should().Contain("file");
    }

    [Fact]
    public void A_copy_is_a_file_of_its_own_even_through_a_symbolic_link()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["file"], "content");
        File.CreateSymbolicLink(folder["symbolic"], "file");
        Directory.CreateDirectory(folder["below"]);
        var created = Path.Combine(folder["below"], "second");

        DurableFile.Copy(folder["symbolic"], created);
        DurableFile.Copy(folder["symbolic"], created);

        File.ReadAllText(created).Should().Be("content");
        new FileInfo(created).LinkTarget.Should().BeNull();
        File.AppendAllText(created, " and more");
        File.ReadAllText(folder["file"]).Should().Be("content");
    }
}
