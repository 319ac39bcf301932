using ImageSearchBench.Orchestrator.Images;
using ImageSearchBench.Orchestrator.Tests.Fakes;
using ImageSearchBench.Testing;
using Microsoft.Extensions.Options;

namespace ImageSearchBench.Orchestrator.Tests.Images;

public sealed class ImageInspectorTests
{
    private static readonly string Scene = Path.Combine(Repository.Samples, "scenes", "images", "s000001.jpg");

    [Fact]
    public async Task A_whole_image_is_described()
    {
        var found = await Inspector().InspectAsync(Scene, CancellationToken.None);

        found.Fault.Should().BeNull();
        (found.Width, found.Height).Should().Be((256, 256));
        found.Size.Should().Be(new FileInfo(Scene).Length);
        found.Sha256.Should().Be(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(Scene))));
    }

    [Theory]
    [InlineData(0.02)]
    [InlineData(0.3)]
    [InlineData(0.9)]
    [InlineData(0.99)]
    public void A_truncated_JPEG_is_found_wherever_it_was_cut(double part)
    {
        var data = File.ReadAllBytes(Scene);

        var found = Inspector().Inspect(data[..(int)(data.Length * part)]);

        found.Fault.Should().Contain("truncated or broken");
    }

    [Fact]
    public void Formats_are_told_by_content_and_nothing_else_reaches_a_decoder()
    {
        var svg = "<svg xmlns='http://www.w3.org/2000/svg' width='10' height='10'/>"u8.ToArray();

        Inspector().Inspect(svg).Fault.Should().Contain("this is no image");
        Inspector().Inspect(TinyCoco.Bitmap(7)).Fault.Should().BeNull();
        Inspector().Inspect([.. TinyCoco.Bitmap(7).AsSpan(0, 60)]).Fault.Should().Contain("truncated");
    }

    [Fact]
    public void Images_of_too_many_pixels_are_refused_by_their_header()
    {
        var found = Inspector(new OrchestratorOptions { MaxImagePixels = 1000 }).Inspect(File.ReadAllBytes(Scene));

        found.Fault.Should().Contain("256 × 256");
    }

    [Fact]
    public async Task A_ledger_looks_again_only_at_what_changed()
    {
        using var folder = new TemporaryFolder();
        var names = Enumerable.Range(0, 5).Select(i => $"{i}.bmp").ToArray();
        foreach (var name in names)
            File.WriteAllBytes(folder[name], TinyCoco.Bitmap(1));
        var ledger = folder["ledger.jsonl"];

        (await FillAsync("a")).Should().Equal(false, false, false, false, false);
        (await FillAsync("a")).Should().Equal(true, true, true, true, true);

        // A line that was cut off in writing counts for nothing.
        File.WriteAllText(ledger, File.ReadAllText(ledger)[..^20]);
        (await FillAsync("a")).Should().Equal(true, true, true, true, false);

        File.WriteAllBytes(folder["2.bmp"], TinyCoco.Bitmap(2)[..100]);
        (await FillAsync("a")).Should().Equal(true, true, false, false, false);
        (await FillAsync("b")).Should().Equal(false, false, false, false, false);

        async Task<List<bool>> FillAsync(string source)
        {
            var restored = new List<bool>();
            var files = names.Select(n => (n, (string?)folder[n])).ToAsyncEnumerable();
            await foreach (var (_, known) in new ImageLedger(ledger, source).FillAsync(files, Inspector(), CancellationToken.None))
                restored.Add(known);
            return restored;
        }
    }

    private static ImageInspector Inspector(OrchestratorOptions? options = null) => new(Options.Create(options ?? new OrchestratorOptions()));
}
