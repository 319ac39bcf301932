using System.Globalization;
using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using ImageSearchBench.Hosting.Errors;
using ImageSearchBench.Orchestrator.Formats.Import.Coco;
using ImageSearchBench.Orchestrator.LabelSets.Coco;
using ImageSearchBench.Testing;

namespace ImageSearchBench.Orchestrator.Tests.Formats.Files;

public sealed class CocoDocumentTests
{
    private static readonly string[] Names = ["images", "annotations", "licenses", "info"];

    [Property(MaxTest = 100)]
    public Property Sections_are_found_in_any_order_past_anything() => Prop.ForAll(
        ArbMap.Default.GeneratorFor<int>().Select(seed => Document(new Random(seed))).ToArbitrary(),
        content =>
        {
            using var folder = new TemporaryFolder();
            File.WriteAllText(folder["a.json"], content);
            var document = new CocoDocument(folder["a.json"]);
            using var expected = JsonDocument.Parse(content);
            var order = new Random(content.Length);
            foreach (var name in Names.Concat(Names).OrderBy(_ => order.Next()))
            {
                var there = expected.RootElement.TryGetProperty(name, out var section);
                document.HasAsync(name, CancellationToken.None).GetAwaiter().GetResult().Should().Be(there);
                if (there)
                    IdsAsync(document, name).GetAwaiter().GetResult().Should().Equal(section.EnumerateArray().Select(e => e.GetProperty("id").GetInt64()));
            }
        });

    [Fact]
    public async Task Sections_far_larger_than_the_buffer_are_passed_and_places_of_faults_stay_right()
    {
        using var folder = new TemporaryFolder();
        var text = new StringBuilder("{\"annotations\":\n[");
        for (var i = 0; i < 300_000; i++)
            text.Append(i > 0 ? "," : "").Append("{\"id\": 1, \"caption\": \"a ]}\\\" [{ \\\\\"}\n");
        text.Append("], \"images\": [{\"id\": 7},\n{\"id\": x}]}");
        await File.WriteAllTextAsync(folder["a.json"], text.ToString(), TestContext.Current.CancellationToken);

        var read = () => IdsAsync(new CocoDocument(folder["a.json"]), "images");

        var offset = text.ToString().IndexOf("x}", StringComparison.Ordinal);
        (await read.Should().ThrowAsync<BenchException>()).Which.Message.Should().Contain(string.Create(CultureInfo.InvariantCulture, $"line 300003, byte {offset}"));
    }

    [Property(MaxTest = 100)]
    public Property A_document_that_was_cut_anywhere_is_refused_by_the_search_for_what_it_lacks()
    {
        var whole = Encoding.UTF8.GetBytes("""{"info": {"a": "}\"]"}, "images": [{"id": 1, "n": [[]]}], "annotations": [ ] }""");
        return Prop.ForAll(Gen.Choose(0, whole.Length - 1).ToArbitrary(), length =>
        {
            using var folder = new TemporaryFolder();
            File.WriteAllBytes(folder["a.json"], whole[..length]);
            var find = () => new CocoDocument(folder["a.json"]).HasAsync("licenses", CancellationToken.None);
            find.Should().ThrowAsync<BenchException>().GetAwaiter().GetResult();
        });
    }

    [Theory]
    [InlineData("""{"images": [{"id": 1}]""", "annotations", "incomplete")]
    [InlineData("""{"images": [{"id": 1}]} {""", "annotations", "byte")]
    [InlineData("""{"images": {"id": 1}}""", "images", "must be an array")]
    [InlineData("""{"images": [1]}""", "images", "must hold objects")]
    [InlineData("""{"images": [{"id": 1}}""", "images", "byte")]
    [InlineData("""{"info": 5, "images": []}""", "annotations", "no array 'annotations'")]
    [InlineData("""[]""", "images", "must begin with")]
    public async Task What_is_no_such_document_is_refused(string content, string section, string named)
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder["a.json"], content, TestContext.Current.CancellationToken);

        var read = () => IdsAsync(new CocoDocument(folder["a.json"]), section);

        (await read.Should().ThrowAsync<BenchException>()).Which.Message.Should().Contain(named).And.Contain("a.json");
    }

    private static async Task<List<long>> IdsAsync(CocoDocument document, string section)
    {
        var ids = new List<long>();
        await foreach (var json in document.ReadAsync(section, CancellationToken.None))
        {
            while (await json.ReadAsync(CancellationToken.None) && json.Token is JsonTokenType.PropertyName)
            {
                if (json.ValueIs("id"u8))
                    ids.Add(await json.ReadInt64Async("id", CancellationToken.None));
                else
                    await json.SkipAsync(CancellationToken.None);
            }
        }

        return ids;
    }

    // Sections in any order, some missing, with strings that look like structure and values of all kinds between them.
    private static string Document(Random random)
    {
        var sections = Names.Where(_ => random.Next(4) > 0).OrderBy(_ => random.Next()).Select(name => $"\"{name}\":{Space(random)}[{string.Join(",", Entries(random))}]").ToList();
        string[] others = ["\"a\": \"]}\\\\\"", "\"b\": {\"images\": [{\"id\": 9}]}", "\"c\": -1.5e3", "\"d\": null", "\"e\": [[], {}, \"[\"]"];
        foreach (var other in others.Where(_ => random.Next(2) == 0))
            sections.Insert(random.Next(sections.Count + 1), other);
        return "{" + Space(random) + string.Join($"{Space(random)},", sections) + "}";
    }

    private static IEnumerable<string> Entries(Random random) => Enumerable.Range(0, random.Next(5)).Select(
        i => $"{{\"text\": \"{new string('狗', random.Next(3))}\\\"}}]\", \"id\": {i}, \"more\": [{{}}, [\"\\\\\"]]}}{Space(random)}");

    private static string Space(Random random) => random.Next(3) switch { 0 => "", 1 => " \r\n\t", _ => "\n" };
}
