using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using ImageSearchBench.Hosting.Errors;
using ImageSearchBench.Orchestrator.Files;
using ImageSearchBench.Orchestrator.Jobs;
using ImageSearchBench.Orchestrator.LabelSets.Tags;
using ImageSearchBench.Testing;

namespace ImageSearchBench.Orchestrator.Tests.LabelSets.Tags;

public sealed class TagFileTests
{
    [Theory]
    [InlineData("t.jsonl", """{"image": "a.jpg", "tags": ["day", " sky "]}""", "a.jpg:day,sky")]
    [InlineData("t.jsonl", """{"image": "a.jpg", "tags": ["day", "sky"], "scores": [0.4, 0.5]}""", "a.jpg:sky")]
    [InlineData("t.jsonl", """{"image": "a.jpg", "tags": {"day": 0.9, "sky": 0.1}}""", "a.jpg:day")]
    [InlineData("t.jsonl", "{\"image\": \"a.jpg\", \"tags\": []}\n\n{\"image\": \"b.jpg\", \"tags\": [\"夜\"]}", "a.jpg:|b.jpg:夜")]
    [InlineData("t.csv", "image,tag,score\na.jpg,day,0.9\na.jpg,sky,0.1\nb.jpg,,\nc.jpg,\"sun, low\",\n", "a.jpg:day|a.jpg:|b.jpg:|c.jpg:sun, low")]
    [InlineData("t.tsv", "tag\timage\nday\ta.jpg\n", "a.jpg:day")]
    public async Task Reads_what_taggers_write(string name, string content, string expected)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder[name], content);

        var tagged = await TagFile.ReadAsync(folder[name], 0.5, CancellationToken.None).ToListAsync();

        string.Join('|', tagged.Select(t => $"{t.Image}:{string.Join(',', t.Tags)}")).Should().Be(expected);
    }

    [Theory]
    [InlineData("t.jsonl", "{\"image\": \"a\", \"tags\": [\"x\"]}\n{\"image\": \"\", \"tags\": []}", "t.jsonl:2: 'image' is empty")]
    [InlineData("t.jsonl", """{"image": "a", "tags": "day"}""", "t.jsonl:1: 'tags' must be")]
    [InlineData("t.jsonl", """{"image": "a", "tags": [1]}""", "t.jsonl:1: 'tags' must be")]
    [InlineData("t.jsonl", """{"image": "a", "tags": [" "]}""", "t.jsonl:1: a tag is empty")]
    [InlineData("t.jsonl", """{"image": "a", "tags": ["x"], "scores": [1, 2]}""", "1 tags and 2 scores")]
    [InlineData("t.jsonl", """{"image": "a", "tags": {"x": "high"}}""", "the score of 'x'")]
    [InlineData("t.jsonl", """{"image": "a", "tags": {"x": 1}, "scores": [1]}""", "'scores'")]
    [InlineData("t.jsonl", """{"image": "a"}""", "t.jsonl:1: ")]
    [InlineData("t.jsonl", "nonsense", "t.jsonl:1: ")]
    [InlineData("t.csv", "file,label\na,b\n", "t.csv:1: the header needs")]
    [InlineData("t.csv", "image,tag,score\na,b,high\n", "the score 'high'")]
    [InlineData("t.csv", "image,tag\n,b\n", "t.csv:2: 'image' is empty")]
    [InlineData("t.csv", "image,tag\na,\"b\n", "incomplete")]
    public async Task Faults_name_file_and_line(string name, string content, string expected)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder[name], content);

        var read = async () => await TagFile.ReadAsync(folder[name], double.MinValue, CancellationToken.None).ToListAsync();

        (await read.Should().ThrowAsync<BenchException>()).Which.Message.Should().Contain(expected);
    }

    [Property(MaxTest = 50)]
    public Property All_three_forms_say_the_same()
    {
        var lines =
            from image in Gen.Choose(0, 8)
            from tag in Gen.Choose(0, 4)
            from score in Gen.Choose(0, 10)
            select (Image: $"{image}.jpg", Tag: $"t{tag}", Score: score / 10.0);
        return Prop.ForAll(lines.NonEmptyListOf().ToArbitrary(), entries =>
        {
            using var folder = new TemporaryFolder();
            File.WriteAllLines(folder["a.jsonl"], entries.Select(e => FormattableString.Invariant($$"""{"image":"{{e.Image}}","tags":["{{e.Tag}}"],"scores":[{{e.Score}}]}""")));
            File.WriteAllLines(folder["b.jsonl"], entries.Select(e => FormattableString.Invariant($$$"""{"image":"{{{e.Image}}}","tags":{"{{{e.Tag}}}":{{{e.Score}}}}}""")));
            File.WriteAllLines(folder["c.csv"], entries.Select(e => FormattableString.Invariant($"{e.Image},{e.Tag},{e.Score}")).Prepend("image,tag,score"));
            var expected = entries.Where(e => e.Score >= 0.5).Select(e => $"{e.Tag} {e.Image}").Distinct().Order(StringComparer.Ordinal).ToArray();

            foreach (var file in new[] { "a.jsonl", "b.jsonl", "c.csv" })
                Carried(folder[file], folder["entries.jsonl"]).GetAwaiter().GetResult().Should().Equal(expected);
        });
    }

    private static async Task<string[]> Carried(string path, string entriesPath)
    {
        await using var entries = new JsonLinesWriter(entriesPath);
        var stage = new ProgressTracker(TimeProvider.System).Begin("read", 0);
        var images = await TagIndex.ReadAsync(path, 0.5, entries, stage, CancellationToken.None);
        images.Categories.Select(c => c.Name).Should().BeInAscendingOrder(StringComparer.Ordinal);
        return images.Categories.SelectMany(c => c.Images.All.Images().Select(i => $"{c.Name} {images.Ids[i]}.jpg")).Order(StringComparer.Ordinal).ToArray();
    }
}
