using ImageSearchBench.Hosting.Errors;
using ImageSearchBench.Orchestrator.CaptionSets;
using ImageSearchBench.Orchestrator.Jobs;
using ImageSearchBench.Testing;

namespace ImageSearchBench.Orchestrator.Tests.CaptionSets;

public sealed class PhotoTableTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_shuffle_depends_on_names_and_seed_alone()
    {
        var names = Enumerable.Range(0, 500).Select(i => $"{i}.jpg").ToArray();
        var order = await ShuffleAsync(names, seed: 1);

        order.Should().BeEquivalentTo(names).And.NotEqual(names);
        (await ShuffleAsync(names.Reverse(), seed: 1)).Should().Equal(order);
        (await ShuffleAsync(names, seed: 2)).Should().NotEqual(order);

        // Further photos stand between the others, whose order stays.
        var more = await ShuffleAsync([.. names, .. Enumerable.Range(500, 500).Select(i => $"{i}.jpg")], seed: 1);
        more.Where(names.Contains).Should().Equal(order);
    }

    [Fact]
    public async Task A_photo_that_is_there_twice_is_refused()
    {
        var shuffle = () => ShuffleAsync(["a.jpg", "b.jpg", "a.jpg"], seed: 1);
        (await shuffle.Should().ThrowAsync<BenchException>()).WithMessage("*'a.jpg' is in the metadata file twice*");
    }

    [Fact]
    public async Task Unwanted_photos_are_left_out_with_their_reason()
    {
        var stage = new ProgressTracker(TimeProvider.System).Begin("read", 0);
        await using var file = await OpenAsync(["a.jpg", "b.jpg"]);
        var table = await PhotoTable.ReadAsync(file, Grain, 1, p => p.Image == "a.jpg" ? "unwanted." : null, stage, CancellationToken.None);
        table.Count.Should().Be(1);
        stage.Snapshot().Skipped.Should().Be(1);
    }

    private static PhotoGrain Grain => new(PlaceGrain.Geohash, 5, TimeGrain.Hour);

    private async Task<List<string>> ShuffleAsync(IEnumerable<string> names, ulong seed)
    {
        await using var file = await OpenAsync(names);
        var table = await PhotoTable.ReadAsync(
            file, Grain, seed, _ => null, new ProgressTracker(TimeProvider.System).Begin("read", 0), CancellationToken.None);
        var order = new List<string>();
        foreach (var offset in table.Offsets)
            order.Add((await file.ReadAtAsync(offset, CancellationToken.None)).Image);
        return order;
    }

    private async Task<PhotoFile> OpenAsync(IEnumerable<string> names)
    {
        await File.WriteAllTextAsync(_folder["m.csv"], "image\n" + string.Concat(names.Select(n => n + "\n")));
        return await PhotoFile.OpenAsync(_folder["m.csv"], CancellationToken.None);
    }
}
