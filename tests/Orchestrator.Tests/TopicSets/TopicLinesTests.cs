using ImageSearchBench.Hosting.Errors;
using ImageSearchBench.Orchestrator.TopicSets;
using ImageSearchBench.Testing;

namespace ImageSearchBench.Orchestrator.Tests.TopicSets;

public sealed class TopicLinesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Topics_are_read_with_either_punctuation()
    {
        var topics = await ReadAsync("# note\n食物：饺子、意大利面，汉堡\n\n Animals : dog, polar bear \r\n");

        topics.Select(t => $"{t.Name}={string.Join('/', t.Checked)}").Should().Equal("食物=饺子/意大利面/汉堡", "Animals=dog/polar bear");
    }

    [Theory]
    [InlineData("", "holds no topic")]
    [InlineData("# only a note", "holds no topic")]
    [InlineData("a: b\nno colon", "topics.txt:2: expected 'topic: object, object'")]
    [InlineData("a:", "topics.txt:1: expected")]
    [InlineData(": b", "topics.txt:1: expected")]
    [InlineData("a: b\nA: c", "topics.txt:2: the topic 'A' is in line 1 already")]
    [InlineData("a: b, c\nd: C", "topics.txt:2: the object 'C' is in line 1 already")]
    [InlineData("a: b, b", "topics.txt:1: the object 'b' is in line 1 already")]
    public async Task Faults_name_file_and_line(string text, string message) =>
        await FluentActions.Awaiting(() => ReadAsync(text)).Should().ThrowAsync<BenchException>().WithMessage($"*{message}*");

    private async Task<IReadOnlyList<Orchestrator.Clients.KnownTopic>> ReadAsync(string text)
    {
        File.WriteAllText(_folder["topics.txt"], text);
        return await TopicLines.ReadAsync(_folder["topics.txt"], CancellationToken.None);
    }
}
