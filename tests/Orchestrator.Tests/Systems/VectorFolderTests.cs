using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using ImageSearchBench.Hosting.Errors;
using ImageSearchBench.Orchestrator.Systems;
using ImageSearchBench.Testing;

namespace ImageSearchBench.Orchestrator.Tests.Systems;

public sealed class VectorFolderTests
{
    [Theory]
    [InlineData(1, "<f4")]
    [InlineData(2, "<f4")]
    [InlineData(3, "<f2")]
    public async Task Reads_NumPy_files_of_every_version(byte version, string type)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder["images.npy"], Npy(version, type, "(3, 2)", [1, 2, 3, 4, 5, 6]));
        File.WriteAllText(folder["images_ids.txt"], "a\nb\nc\n");
        File.WriteAllBytes(folder["queries.f32"], MemoryMarshal.AsBytes<float>([0.5f, -0.5f]).ToArray());

        var vectors = await VectorFolder.OpenAsync(folder.Path, datasetQueries: 1, CancellationToken.None);

        var rows = new List<float[]>();
        await foreach (var (first, batch) in vectors.Images.File.ReadAsync(1, 1, CancellationToken.None))
        {
            first.Should().Be(rows.Count + 1);
            rows.AddRange(batch);
        }

        rows.Should().BeEquivalentTo<float[]>([[3, 4], [5, 6]], o => o.WithStrictOrdering());
        vectors.Queries.File.Dimension.Should().Be(2);
    }

    [Fact]
    public async Task The_hash_follows_the_content()
    {
        using var folder = new TemporaryFolder();
        Write(folder, [1, 0, 0, 1], "a\nb", [1, 0]);
        var first = await VectorFolder.OpenAsync(folder.Path, 1, CancellationToken.None);
        Write(folder, [1, 0, 0, 1], "a\nc", [1, 0]);
        var second = await VectorFolder.OpenAsync(folder.Path, 1, CancellationToken.None);
        Write(folder, [1, 0, 0, 1], "a\nb", [1, 0]);
        var third = await VectorFolder.OpenAsync(folder.Path, 1, CancellationToken.None);

        second.Hash.Should().NotBe(first.Hash);
        third.Hash.Should().Be(first.Hash);
    }

    public static TheoryData<string, Action<TemporaryFolder>> Faults => new()
    {
        { "has no images.npy or images.f32 or gallery.npy or gallery.f32", f => File.Delete(f["images.f32"]) },
        { "leave one of them", f => File.Copy(f["images.f32"], f["gallery.f32"]) },
        { "has no images_ids.txt", f => File.Delete(f["images_ids.txt"]) },
        { "images_ids.txt:2: the id 'a' is there twice", f => File.WriteAllText(f["images_ids.txt"], "a\na") },
        { "images_ids.txt:1: an id has", f => File.WriteAllText(f["images_ids.txt"], "a b\nc") },
        { "no multiple of 4 bytes × 3 ids", f => File.WriteAllText(f["images_ids.txt"], "a\nb\nc") },
        { "must be of one space", f => File.WriteAllBytes(f["queries.f32"], new byte[12]) },
        { "is no NumPy file", f => Replace(f, "not numpy at all"u8.ToArray()) },
        { "'<f8'", f => Replace(f, Npy(1, "<f8", "(2, 2)", [])) },
        { "'>f4'", f => Replace(f, Npy(1, ">f4", "(2, 2)", [])) },
        { "must be a matrix", f => Replace(f, Npy(1, "<f4", "(4,)", [1, 2, 3, 4])) },
        { "broken or truncated", f => Replace(f, Npy(1, "<f4", "(2, 2)", [1, 2, 3])) },
        { "has 3 vectors", f => Replace(f, Npy(1, "<f4", "(3, 2)", [1, 2, 3, 4, 5, 6])) },
        { "Fortran order", f => Replace(f, Npy(1, "<f4", "(2, 2)", [1, 2, 3, 4], order: "True")) },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Faults_name_the_file_and_what_is_wrong(string expected, Action<TemporaryFolder> spoil)
    {
        using var folder = new TemporaryFolder();
        Write(folder, [1, 0, 0, 1], "a\nb", [1, 0]);
        spoil(folder);

        var open = () => VectorFolder.OpenAsync(folder.Path, 1, CancellationToken.None);

        (await open.Should().ThrowAsync<BenchException>()).Which.Message.Should().Contain(folder.Path).And.Contain(expected);
    }

    [Fact]
    public async Task Numbers_that_are_not_finite_are_told_with_their_row()
    {
        using var folder = new TemporaryFolder();
        Write(folder, [1, 0, 0, float.NaN], "a\nb", [1, 0]);
        var vectors = await VectorFolder.OpenAsync(folder.Path, 1, CancellationToken.None);

        var read = async () => await vectors.Images.File.ReadAsync(0, 10, CancellationToken.None).ToListAsync();

        (await read.Should().ThrowAsync<BenchException>()).Which.Message.Should().Contain("row 2, number 2");
    }

    [Fact]
    public async Task Without_query_ids_the_rows_must_match_the_queries()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder["queries.npy"], Npy(1, "<f4", "(2, 2)", [1, 2, 3, 4]));
        File.WriteAllBytes(folder["images.f32"], new byte[16]);
        File.WriteAllText(folder["images.txt"], "a\nb");

        var open = () => VectorFolder.OpenAsync(folder.Path, 3, CancellationToken.None);

        (await open.Should().ThrowAsync<BenchException>()).Which.Message.Should().Contain("2 vectors, the dataset 3 queries");
    }

    private static void Write(TemporaryFolder folder, float[] images, string ids, float[] queries)
    {
        File.WriteAllBytes(folder["images.f32"], MemoryMarshal.AsBytes<float>(images).ToArray());
        File.WriteAllText(folder["images_ids.txt"], ids);
        File.WriteAllBytes(folder["queries.f32"], MemoryMarshal.AsBytes<float>(queries).ToArray());
    }

    private static void Replace(TemporaryFolder folder, byte[] npy)
    {
        File.Delete(folder["images.f32"]);
        File.WriteAllBytes(folder["images.npy"], npy);
    }

    /// <summary>A NumPy file as numpy.lib.format describes it: magic, version, header length, header padded to 64 bytes, data.</summary>
    private static byte[] Npy(byte version, string type, string shape, float[] values, string order = "False")
    {
        var header = $"{{'descr': '{type}', 'fortran_order': {order}, 'shape': {shape}, }}";
        var prefix = version == 1 ? 10 : 12;
        header = header.PadRight((((prefix + header.Length) / 64) + 1) * 64 - prefix - 1) + "\n";
        var start = new byte[prefix];
        start[0] = 0x93;
        Encoding.ASCII.GetBytes("NUMPY").CopyTo(start, 1);
        start[6] = version;
        if (version == 1)
            BinaryPrimitives.WriteUInt16LittleEndian(start.AsSpan(8), (ushort)header.Length);
        else
            BinaryPrimitives.WriteUInt32LittleEndian(start.AsSpan(8), (uint)header.Length);
        var data = type == "<f2"
            ? MemoryMarshal.AsBytes<Half>(values.Select(v => (Half)v).ToArray()).ToArray()
            : MemoryMarshal.AsBytes<float>(values).ToArray();
        return [.. start, .. Encoding.ASCII.GetBytes(header), .. data];
    }
}
