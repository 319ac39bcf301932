using ImageSearchBench.Orchestrator.Formats.Export.Mteb;
using ImageSearchBench.Orchestrator.Formats.Files;
using ImageSearchBench.Testing;
using Parquet.Schema;

namespace ImageSearchBench.Orchestrator.Tests.Formats.Files;

public sealed class ParquetRowsTests
{
    [Fact]
    public async Task Absent_values_inside_a_structure_stay_where_they_are()
    {
        using var folder = new TemporaryFolder();
        var schema = new ParquetSchema(
            new DataField<string>("id"), new StructField("image", new DataField<byte[]>("bytes"), new DataField<string>("path")), new DataField<long>("n"));
        await using (var table = await ParquetTable.CreateAsync(folder["a.parquet"], schema, features: null, CancellationToken.None))
        {
            await table.AddAsync(["a", null, "x", 1L], 0, CancellationToken.None);
            await table.AddAsync(["b", new byte[] { 1, 2 }, null, 2L], 0, CancellationToken.None);
            await table.AddAsync(["c", new byte[] { 3 }, "z", 3L], 0, CancellationToken.None);
            await table.FinishAsync(CancellationToken.None);
        }

        var rows = await ParquetRows.ReadAsync(folder["a.parquet"], ["id", "image.bytes", "image.path", "n", "absent"], CancellationToken.None).SingleAsync();

        rows.Count.Should().Be(3);
        Enumerable.Range(0, 3).Select(i => rows.Text("id", i)).Should().Equal("a", "b", "c");
        Enumerable.Range(0, 3).Select(i => rows.Bytes("image.bytes", i)?.Length).Should().Equal(null, 2, 1);
        Enumerable.Range(0, 3).Select(i => rows.Text("image.path", i)).Should().Equal("x", null, "z");
        Enumerable.Range(0, 3).Select(i => rows.Number("n", i)).Should().Equal(1, 2, 3);
        rows.Has("absent").Should().BeFalse();
    }
}
