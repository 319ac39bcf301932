using System.Buffers.Binary;
using ImageSearchBench.Hosting.Errors;
using ImageSearchBench.Index.Collections;
using ImageSearchBench.Index.Embedded;
using ImageSearchBench.Testing;

namespace ImageSearchBench.Index.Tests.Embedded;

/// <summary>What a crash and what damage leave, and what is made of it when the collection is opened.</summary>
public sealed class DurabilityTests : IDisposable
{
    private const int Dimension = 20;
    private readonly TemporaryFolder _folder = new();
    private readonly VectorBatch _batch = Vectors.Batch(1, 900, Dimension);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_collection_opens_as_it_was_closed()
    {
        using (var collection = await CreateAsync())
        {
            await collection.UpsertAsync([Vectors.Batch(2, 100, Dimension)], CancellationToken.None);
            (await collection.DeleteAsync(["v000000", "v000899", "missing"], CancellationToken.None)).Should().Be(2);
        }

        using var again = Open();
        again.Repairs.Should().BeEmpty();
        again.Info().Should().Match<CollectionInfo>(i => i.Count == 898 && i.DeadRows == 102);
        await again.VerifyAsync(CancellationToken.None);
        Fetch(again, "v000050").Should().Equal(Vectors.Batch(2, 100, Dimension).Row(50).ToArray());
        Fetch(again, "v000000").Should().BeNull();
        Fetch(again, "v000500").Should().Equal(_batch.Row(500).ToArray());
        (await again.DeleteAsync(["v000001"], CancellationToken.None)).Should().Be(1);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    [InlineData(15)]
    [InlineData(16)]
    [InlineData(100)]
    public async Task A_record_that_was_cut_short_is_cut_off_and_reported(int kept)
    {
        (await CreateAsync()).Dispose();
        var log = LastLog();
        var bytes = await File.ReadAllBytesAsync(log);
        var last = Positions(bytes)[^1];
        await File.WriteAllBytesAsync(log, bytes[..(last + kept)]);

        using (var collection = Open())
        {
            collection.Repairs.Should().Contain(Path.GetFileName(log)).And.Contain($"byte {last}");
            collection.Info().Count.Should().Be(870);
            Fetch(collection, "v000870").Should().BeNull();
            await collection.VerifyAsync(CancellationToken.None);
            await collection.UpsertAsync([_batch.Slice(870, 30)], CancellationToken.None);
        }

        using var again = Open();
        again.Repairs.Should().BeEmpty();
        again.Info().Count.Should().Be(900);
        Fetch(again, "v000870").Should().Equal(_batch.Row(870).ToArray());
    }

    [Theory]
    [InlineData(4)] // its kind
    [InlineData(9)] // its checksum
    [InlineData(30)] // its payload
    public async Task A_last_record_that_is_not_whole_is_cut_off(int damaged)
    {
        (await CreateAsync()).Dispose();
        var log = LastLog();
        var bytes = await File.ReadAllBytesAsync(log);
        bytes[Positions(bytes)[^1] + damaged] ^= 0x5A;
        await File.WriteAllBytesAsync(log, bytes);

        using var collection = Open();

        collection.Repairs.Should().NotBeEmpty();
        collection.Info().Count.Should().Be(870);
    }

    [Fact]
    public async Task Rows_of_the_last_record_that_did_not_reach_the_disk_are_cut_off()
    {
        (await CreateAsync()).Dispose();
        var rows = Path.ChangeExtension(LastLog(), ".rows");
        await using (var file = File.OpenWrite(rows))
        {
            file.Seek(-100, SeekOrigin.End);
            file.Write(new byte[40]);
        }

        using var collection = Open();

        collection.Repairs.Should().NotBeEmpty();
        collection.Info().Count.Should().Be(870);
    }

    [Fact]
    public async Task Damage_in_front_of_acknowledged_records_is_never_cut_off()
    {
        (await CreateAsync()).Dispose();
        var log = LastLog();
        var bytes = await File.ReadAllBytesAsync(log);
        bytes[Positions(bytes)[0] + 40] ^= 1;
        await File.WriteAllBytesAsync(log, bytes);

        var open = () => Open();

        open.Should().Throw<BenchException>().Which.Should().Match<BenchException>(e => e.Kind == ErrorKind.DataLoss && e.Message.Contains(log));
        (await File.ReadAllBytesAsync(log)).Should().Equal(bytes, "what cannot be opened is left as it is");
    }

    [Fact]
    public async Task Damage_in_an_earlier_segment_is_found()
    {
        (await CreateAsync()).Dispose();
        var log = Directory.GetFiles(_folder.Path, "*.log").Order(StringComparer.Ordinal).First();
        var bytes = await File.ReadAllBytesAsync(log);
        await File.WriteAllBytesAsync(log, bytes[..^3]);

        var open = () => Open();

        open.Should().Throw<BenchException>().Where(e => e.Kind == ErrorKind.DataLoss && e.Message.Contains(log));
    }

    [Fact]
    public async Task A_damaged_vector_is_found_by_the_check()
    {
        (await CreateAsync()).Dispose();
        var rows = Directory.GetFiles(_folder.Path, "*.rows").Order(StringComparer.Ordinal).First();
        await using (var file = File.OpenWrite(rows))
        {
            file.Seek(123, SeekOrigin.Begin);
            file.WriteByte(0x77);
        }

        using var collection = Open();
        var check = () => collection.VerifyAsync(CancellationToken.None);

        (await check.Should().ThrowAsync<BenchException>()).Which.Should().Match<BenchException>(e => e.Kind == ErrorKind.DataLoss && e.Message.Contains(rows));
    }

    [Fact]
    public async Task A_missing_file_and_a_foreign_file_are_told()
    {
        (await CreateAsync()).Dispose();
        var rows = Directory.GetFiles(_folder.Path, "*.rows").Order(StringComparer.Ordinal).First();
        File.Move(rows, rows + ".away");
        var open = () => Open();
        open.Should().Throw<BenchException>().Where(e => e.Kind == ErrorKind.DataLoss && e.Message.Contains("missing"));

        File.Move(rows + ".away", rows);
        await File.WriteAllTextAsync(Path.Combine(_folder.Path, CollectionFile.FileName), "{ \"name\": 1 }");
        open.Should().Throw<BenchException>().Where(e => e.Kind == ErrorKind.DataLoss && e.Message.Contains(CollectionFile.FileName));
    }

    [Fact]
    public async Task Leftovers_of_a_crash_are_removed()
    {
        (await CreateAsync()).Dispose();
        string[] leftovers = [Segment.RowsPath(_folder.Path, 77), Segment.LogPath(_folder.Path, 77), Path.Combine(_folder.Path, "collection.json.tmp")];
        foreach (var path in leftovers)
            await File.WriteAllTextAsync(path, "half a segment");

        using var collection = Open();

        collection.Info().Count.Should().Be(900);
        leftovers.Should().OnlyContain(path => !File.Exists(path));
    }

    [Fact]
    public async Task A_closed_collection_takes_no_more_room_than_its_vectors()
    {
        (await CreateAsync()).Dispose();

        new DirectoryInfo(_folder.Path).GetFiles("*.rows").Sum(f => f.Length).Should().Be(900 * 32 * sizeof(float));
    }

    private static List<int> Positions(ReadOnlySpan<byte> log)
    {
        var positions = new List<int>();
        for (var p = SegmentRecord.FileHeaderBytes; p < log.Length; p += SegmentRecord.HeaderBytes + (int)BinaryPrimitives.ReadUInt32LittleEndian(log[p..]))
            positions.Add(p);
        return positions;
    }

    private static unsafe float[]? Fetch(EmbeddedCollection collection, string id)
    {
        using var lease = collection.Locate([id], out var addresses);
        return addresses[0] is { } a ? new ReadOnlySpan<float>(lease.Snapshot.Segments[a.Segment].Segment.Row(a.Row), Dimension).ToArray() : null;
    }

    private string LastLog() => Directory.GetFiles(_folder.Path, "*.log").Order(StringComparer.Ordinal).Last();

    private EmbeddedCollection Open() => EmbeddedCollection.Open(_folder.Path, 64 << 10);

    private async Task<EmbeddedCollection> CreateAsync()
    {
        new CollectionFile("c", Dimension, VectorMetric.InnerProduct, new Dictionary<string, string>(), DateTimeOffset.UnixEpoch, [], 1).Write(_folder.Path);
        var collection = Open();
        for (var start = 0; start < 900; start += 30)
            await collection.UpsertAsync([_batch.Slice(start, 30)], CancellationToken.None);
        return collection;
    }
}
