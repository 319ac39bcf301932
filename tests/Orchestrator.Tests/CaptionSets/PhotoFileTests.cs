using ImageSearchBench.Hosting.Errors;
using ImageSearchBench.Orchestrator.CaptionSets;
using ImageSearchBench.Testing;

namespace ImageSearchBench.Orchestrator.Tests.CaptionSets;

public sealed class PhotoFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Reads_the_bundled_sample()
    {
        var photos = await ReadAllAsync(Path.Combine(Repository.Samples, "scenes", "metadata.jsonl"));
        photos.Should().HaveCount(600);
        photos[0].Should().Be(new Photo("s000001.jpg") { Time = "2023-07-04T10:37:00", Lat = 41.32151, Lon = 2.19159, Place = "Sandport" });
    }

    [Fact]
    public async Task Separated_values_and_JSON_lines_say_the_same()
    {
        var csv = await ReadAllAsync(Write(
            "m.csv", "lat,image,lon,\"place\",width,extra,time\r\n1.5,\"a,\"\"b\"\".jpg\",-2,\"Here, there\",640,x,2024-05-01T13:45:00\r\n\r\n,c.jpg,,,,,\r\n"));
        csv.Should().Equal(
            new Photo("a,\"b\".jpg") { Lat = 1.5, Lon = -2, Place = "Here, there", Width = 640, Time = "2024-05-01T13:45:00" },
            new Photo("c.jpg"));
        var tsv = await ReadAllAsync(Write("m.tsv", "image\tplace\na.jpg\tB, C\n"));
        tsv.Should().Equal(new Photo("a.jpg") { Place = "B, C" });
    }

    [Theory]
    [InlineData("m.jsonl", "{\"image\":\"a.jpg\"}\n{\"image\":\"\"}\n", "m.jsonl:2: 'image' is empty")]
    [InlineData("m.jsonl", "{\"image\":\"a.jpg\"\n", "m.jsonl:1: ")]
    [InlineData("m.jsonl", "{\"time\":\"2024-05-01\"}\n", "m.jsonl:1: ")]
    [InlineData("m.jsonl", "{\"image\":\"a.jpg\",\"time\":\"yesterday\"}\n", "m.jsonl:1: the time 'yesterday'")]
    [InlineData("m.jsonl", "{\"image\":\"a.jpg\",\"lat\":1}\n", "m.jsonl:1: 'lat' and 'lon' belong together")]
    [InlineData("m.jsonl", "{\"image\":\"a.jpg\",\"lat\":91,\"lon\":0}\n", "m.jsonl:1: the latitude 91")]
    [InlineData("m.jsonl", "{\"image\":\"a.jpg\",\"lat\":0,\"lon\":-181}\n", "m.jsonl:1: the longitude -181")]
    [InlineData("m.csv", "", "header is missing")]
    [InlineData("m.csv", "photo,time\n", "m.csv:1: the header has no column 'image'")]
    [InlineData("m.csv", "image,time\na.jpg\n", "m.csv:2: 1 fields where the header has 2")]
    [InlineData("m.csv", "image,place\na.jpg,\"here\n", "m.csv:2: a quoted field does not end")]
    [InlineData("m.csv", "image,place\na.jpg,\"here\"x\n", "m.csv:2: a quoted field is followed by 'x'")]
    [InlineData("m.csv", "image,lat,lon\na.jpg,north,2\n", "m.csv:2: lat 'north' is no number")]
    public async Task Faults_name_file_and_line(string name, string content, string expected)
    {
        var read = () => ReadAllAsync(Write(name, content));
        (await read.Should().ThrowAsync<BenchException>()).WithMessage($"*{expected}*");
    }

    [Fact]
    public async Task Lines_are_found_again_by_their_offsets()
    {
        await using var file = await PhotoFile.OpenAsync(Write("m.csv", "image,place\na.jpg,A\nb.jpg,B\nc.jpg,C\n"), CancellationToken.None);
        var offsets = await file.ReadAsync(CancellationToken.None).Select(p => p.Offset).ToListAsync();
        (await file.ReadAtAsync(offsets[2], CancellationToken.None)).Place.Should().Be("C");
        (await file.ReadAtAsync(offsets[0], CancellationToken.None)).Place.Should().Be("A");
        (await file.ReadAtAsync(offsets[1], CancellationToken.None)).Place.Should().Be("B");
    }

    private string Write(string name, string content)
    {
        File.WriteAllText(_folder[name], content);
        return _folder[name];
    }

    private static async Task<List<Photo>> ReadAllAsync(string path)
    {
        await using var file = await PhotoFile.OpenAsync(path, CancellationToken.None);
        return await file.ReadAsync(CancellationToken.None).Select(p => p.Photo).ToListAsync();
    }
}
