using System.Text;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using ImageSearchBench.Hosting.Errors;
using ImageSearchBench.Orchestrator.LabelSets;
using ImageSearchBench.Orchestrator.LabelSets.Coco;
using ImageSearchBench.Testing;

namespace ImageSearchBench.Orchestrator.Tests.LabelSets;

public sealed class CocoReaderTests
{
    [Theory]
    [InlineData("images annotations categories")]
    [InlineData("categories annotations images")]
    [InlineData("annotations categories images")]
    public async Task The_order_of_the_sections_does_not_matter(string order)
    {
        var sections = new Dictionary<string, string>
        {
            ["images"] = """[{"id": 5, "file_name": "a.jpg", "width": 10, "height": 20, "date_captured": "2020", "place": "x"}]""",
            ["annotations"] = """[{"segmentation": [[1, 2, {"x": []}]], "bbox": [0, 1.5, 2e0, 3], "image_id": 5, "category_id": 900000000000, "iscrowd": 1}]""",
            ["categories"] = """[{"id": 900000000000, "name": "d\u006fg", "supercategory": {"a": [1]}}]""",
        };

        var read = await ReadAsync("{\"info\": {}, " + string.Join(", ", order.Split(' ').Select(s => $"\"{s}\": {sections[s]}")) + "}");

        read.Images.Should().Equal(new CocoImage(5, "a.jpg", 10, 20) { Time = "2020", Place = "x" });
        read.Boxes.Should().Equal(new CocoBox(5, 900000000000, 0, 1.5, 2, 3, true));
        read.Categories.Should().Equal(new CocoCategory(900000000000, "dog"));
    }

    [Fact]
    public async Task Entries_far_larger_than_the_buffer_are_read_and_places_of_faults_stay_right()
    {
        // The segmentation is skipped number by number across many buffers; the fault comes after it.
        var text = new StringBuilder("{\"images\": [{\"id\": 1, \"file_name\": \"a.jpg\", \"width\": 10, \"height\": 10}],\n\"annotations\": [\n");
        for (var i = 0; i < 20; i++)
        {
            text.Append("{\"segmentation\": [[").AppendJoin(", ", Enumerable.Range(0, 50_000)).Append("]], \"note\": \"\\u72d7\", ")
                .Append("\"image_id\": 1, \"category_id\": 1, \"bbox\": [0, 0, 5, 5]},\n");
        }

        text.Append("{\"image_id\": 1, \"category_id\": \"one\"}\n]}");
        var content = text.ToString();

        var read = () => ReadAsync(content);

        var place = Encoding.UTF8.GetByteCount(content[..content.IndexOf("one", StringComparison.Ordinal)]);
        (await read.Should().ThrowAsync<BenchException>()).Which.Message
            .Should().Contain($"line 23, byte {place}: 'category_id' must be a whole number");
    }

    [Property(MaxTest = 200)]
    public Property A_file_that_was_cut_anywhere_is_refused()
    {
        const string Whole = """
            {"images": [{"id": 1, "file_name": "a\n狗.jpg", "width": 10, "height": 10}],
            "annotations": [{"image_id": 1, "category_id": 1, "bbox": [0.5, -1e-3, 5, 5], "x": null}],
            "categories": [{"id": 1, "name": "dog"}]}
            """;
        var bytes = Encoding.UTF8.GetBytes(Whole);
        return Prop.ForAll(Gen.Choose(0, bytes.Length - 1).ToArbitrary(), async length =>
        {
            using var folder = new TemporaryFolder();
            File.WriteAllBytes(folder["a.json"], bytes[..length]);
            var read = () => new CocoReader(folder["a.json"], new Collector()).ReadAsync(CancellationToken.None);
            (await read.Should().ThrowAsync<BenchException>()).Which.Message.Should().Contain("a.json").And.Contain("incomplete");
        });
    }

    [Theory]
    [InlineData("a.jpg", "a")]
    [InlineData("train/a b.jpg", "train/a%20b")]
    [InlineData("100%.png", "100%25")]
    [InlineData("狗\t1.jpg", "狗%091")]
    [InlineData(".jpg", ".jpg")]
    public void Ids_are_readable_and_without_white_space(string file, string id) => new ImageIds().Add(file).Should().Be(id);

    [Fact]
    public void Ids_are_unique()
    {
        var ids = new ImageIds();

        ids.Add("a.jpg").Should().Be("a");
        ids.Add("a.png").Should().Be("a.png");
        ids.Add("a.jpg").Should().BeNull();
    }

    private static async Task<Collector> ReadAsync(string content)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["a.json"], content);
        var collector = new Collector();
        await new CocoReader(folder["a.json"], collector).ReadAsync(CancellationToken.None);
        return collector;
    }

    private sealed class Collector : ICocoConsumer
    {
        public List<CocoImage> Images { get; } = [];

        public List<CocoBox> Boxes { get; } = [];

        public List<CocoCategory> Categories { get; } = [];

        public ValueTask ImageAsync(CocoImage image, Func<string, BenchException> fault, CancellationToken cancellationToken)
        {
            Images.Add(image);
            return ValueTask.CompletedTask;
        }

        public void Category(CocoCategory category, Func<string, BenchException> fault) => Categories.Add(category);

        public void Box(CocoBox box, Func<string, BenchException> fault)
        {
            Images.Should().NotBeEmpty("images come first");
            Boxes.Add(box);
        }

        public void Licence(long id, string name)
        {
        }
    }
}
