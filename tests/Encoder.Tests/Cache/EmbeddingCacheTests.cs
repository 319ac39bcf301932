using Google.Protobuf;
using ImageSearchBench.Contracts.Encoder.V1;
using ImageSearchBench.Encoder.Cache;
using ImageSearchBench.Encoder.Tests.Api;
using ImageSearchBench.Encoder.Tests.Fixtures;
using ImageSearchBench.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace ImageSearchBench.Encoder.Tests.Cache;

/// <summary>Kept vectors: found again, never another model's, sound after a crash, bounded.</summary>
public sealed class EmbeddingCacheTests
{
    [Fact]
    public async Task What_was_encoded_is_found_again_by_the_next_process_bit_for_bit()
    {
        using var folder = new TemporaryFolder();
        var first = await TinyService.StartAsync(folder);
        await first.AddAsync(Fixture.Dual(folder["source"]));
        var image = ByteString.CopyFrom(Fixture.Png(1));
        var long40 = string.Join(' ', Enumerable.Repeat("cat", 40));
        var images = await first.Client.EncodeImagesAsync(new EncodeImagesRequest { Model = "tiny", Images = { image } });
        var texts = await first.Client.EncodeTextsAsync(new EncodeTextsRequest { Model = "tiny", Texts = { long40 } });
        images.Timings.InferMs.Should().BePositive();
        await first.StopAsync();

        await using var second = await TinyService.StartAsync(folder);
        var again = await second.Client.EncodeImagesAsync(new EncodeImagesRequest { Model = "tiny", Images = { image } });
        again.Outcomes.Should().Equal(images.Outcomes);
        again.Timings.InferMs.Should().Be(0);
        (await second.Client.EncodeTextsAsync(new EncodeTextsRequest { Model = "tiny", Texts = { long40 } })).Outcomes.Should().Equal(texts.Outcomes);
    }

    [Fact]
    public async Task A_changed_model_reads_no_old_vectors()
    {
        await using var service = await TinyService.StartAsync();
        await service.AddAsync(Fixture.Dual(service.Folder["source"]));
        var image = ByteString.CopyFrom(Fixture.Png(1));
        var old = await service.Client.EncodeImagesAsync(new EncodeImagesRequest { Model = "tiny", Images = { image } });
        await service.Client.RemoveModelAsync(new RemoveModelRequest { Name = "tiny" });
        await service.AddAsync(Fixture.Dual(service.Folder["other"], change: m => m with { Image = m.Image! with { Preprocess = m.Image.Preprocess with { Mean = [0, 0, 0] } } }));
        var changed = await service.Client.EncodeImagesAsync(new EncodeImagesRequest { Model = "tiny", Images = { image } });
        changed.Timings.InferMs.Should().BePositive();
        changed.Outcomes.Should().NotEqual(old.Outcomes);
    }

    [Fact]
    public void A_torn_tail_is_cut_and_a_broken_record_is_not_found()
    {
        using var folder = new TemporaryFolder();
        var keys = Enumerable.Range(0, 20).Select(i => EmbeddingKey.Of("text " + i)).ToArray();
        using (var cache = Open(folder))
        {
            foreach (var (key, i) in keys.Select((k, i) => (k, i)))
                cache.Open("hash", "text", 3)!.Add(key, [i, i + 1, i + 2], truncated: i % 2 == 0);
        }

        var file = Directory.GetFiles(folder["hash-text"]).Single();
        using (var stream = File.Open(file, FileMode.Open))
        {
            stream.SetLength(stream.Length - 5);
            stream.Position = 16 + EmbeddingSegment.RecordLength(3) * 4 + 40;
            stream.WriteByte(0x55);
        }

        using var again = Open(folder);
        var store = again.Open("hash", "text", 3)!;
        for (var i = 0; i < keys.Length; i++)
        {
            var found = store.TryGet(keys[i], out var vector, out var truncated);
            found.Should().Be(i is not (4 or 19));
            if (found)
            {
                vector.Should().Equal(i, i + 1, i + 2);
                truncated.Should().Be(i % 2 == 0);
            }
        }

        store.Add(keys[19], [1, 2, 3], truncated: false);
        store.TryGet(keys[19], out _, out _).Should().BeTrue();
    }

    [Fact]
    public void A_second_process_runs_without()
    {
        using var folder = new TemporaryFolder();
        using var first = Open(folder);
        using var second = Open(folder);
        first.Open("hash", "text", 3).Should().NotBeNull();
        second.Open("hash", "text", 3).Should().BeNull();
    }

    [Fact]
    public void Old_segments_go_when_there_are_too_many_bytes()
    {
        using var folder = new TemporaryFolder();
        using var cache = Open(folder, 150L << 20);
        var store = cache.Open("hash", "image", 65536)!;
        var vector = new float[65536];
        for (var i = 0; i < 900; i++)
            store.Add(EmbeddingKey.Of("image " + i), vector, truncated: false);
        store.Bytes.Should().BeLessThan(215L << 20);
        store.TryGet(EmbeddingKey.Of("image 0"), out _, out _).Should().BeFalse();
        store.TryGet(EmbeddingKey.Of("image 899"), out _, out _).Should().BeTrue();
    }

    private static EmbeddingCache Open(TemporaryFolder folder, long bytes = 1L << 30) =>
        new(Options.Create(new EncoderOptions { CachePath = folder.Path, CacheBytes = bytes }), NullLogger<EmbeddingCache>.Instance);
}
