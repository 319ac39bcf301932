using ImageSearchBench.Hosting.Errors;
using ImageSearchBench.Orchestrator.CaptionSets;
using ImageSearchBench.Testing;

namespace ImageSearchBench.Orchestrator.Tests.CaptionSets;

public sealed class CaptionFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Reads_JSON_lines_of_both_forms()
    {
        var captions = await ReadAsync(
            "c.jsonl",
            """
            {"image":"a.jpg","zh":"一只狗","en":["a dog","one dog"]}

            {"image":"b/c.jpg","language":"zh","text":" 两只猫 "}
            """);
        captions.Should().Equal(
            new WrittenCaption("a.jpg", "zh", "一只狗"),
            new WrittenCaption("a.jpg", "en", "a dog"),
            new WrittenCaption("a.jpg", "en", "one dog"),
            new WrittenCaption("b/c.jpg", "zh", "两只猫"));
    }

    [Fact]
    public async Task Reads_Flickr_token_files()
    {
        var captions = await ReadAsync("c.txt", "a.jpg#zhc#0 湖中央一男子。\na.jpg#enc#1 A man .\r\nb c#1.jpg#2\tA cat\nd.jpg#0\t一只猫\n");
        captions.Should().Equal(
            new WrittenCaption("a.jpg", "zh", "湖中央一男子。"),
            new WrittenCaption("a.jpg", "en", "A man ."),
            new WrittenCaption("b c#1.jpg", "en", "A cat"),
            new WrittenCaption("d.jpg", "zh", "一只猫"));
    }

    [Theory]
    [InlineData("c.txt", "a.jpg#0 ok\na.jpg A man\n", "c.txt:2: a caption is written like")]
    [InlineData("c.txt", "a.jpg#0 \n", "c.txt:1: a caption is written like")]
    [InlineData("c.jsonl", "[1]\n", "c.jsonl:1: a JSON object with 'image'")]
    [InlineData("c.jsonl", "{\"image\":\"a\"\n", "c.jsonl:1: this is no JSON object")]
    [InlineData("c.jsonl", "{\"image\":\"a\"}\n", "c.jsonl:1: there is no caption")]
    [InlineData("c.jsonl", "{\"image\":\"a\",\"zh\":\" \"}\n", "c.jsonl:1: a caption is empty")]
    [InlineData("c.jsonl", "{\"image\":\"a\",\"zh\":3}\n", "c.jsonl:1: 'zh' must be a text")]
    [InlineData("c.jsonl", "{\"image\":\"a\",\"text\":\"x\",\"language\":\"fr\"}\n", "c.jsonl:1: beside 'text', 'language'")]
    public async Task Faults_name_file_and_line(string name, string content, string expected)
    {
        var read = () => ReadAsync(name, content);
        (await read.Should().ThrowAsync<BenchException>()).WithMessage($"*{expected}*");
    }

    [Fact]
    public async Task A_language_without_captions_is_a_fault()
    {
        await File.WriteAllTextAsync(_folder["c.txt"], "a.jpg#0 A man\n");
        var read = () => new WrittenCaptions([_folder["c.txt"]], ["zh", "en"]).ReadAsync(CancellationToken.None);
        (await read.Should().ThrowAsync<BenchException>()).WithMessage("*no caption in zh*");
    }

    private async Task<List<WrittenCaption>> ReadAsync(string name, string content)
    {
        await File.WriteAllTextAsync(_folder[name], content);
        return await CaptionFile.ReadAsync(_folder[name], CancellationToken.None).ToListAsync();
    }
}
