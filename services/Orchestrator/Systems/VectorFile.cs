using System.Runtime.InteropServices;
using ImageSearchBench.Hosting.Errors;
using ImageSearchBench.Orchestrator.Storage;

namespace ImageSearchBench.Orchestrator.Systems;

/// <summary>A file of vectors, row by row: <c>.npy</c> (f32 or f16, C order) or raw little-endian <c>.f32</c>.</summary>
/// <param name="Path">The file.</param>
/// <param name="Rows">Number of vectors.</param>
/// <param name="Dimension">Length of each.</param>
/// <param name="Offset">Byte at which they begin.</param>
/// <param name="IsHalf">Numbers of 16 bits rather than 32.</param>
internal sealed record VectorFile(string Path, long Rows, int Dimension, long Offset, bool IsHalf)
{
    public const int MaxDimension = 32768;

    private int RowBytes => Dimension * (IsHalf ? 2 : 4);

    /// <summary>Opens a raw file, whose dimension follows from its size and the number of ids.</summary>
    /// <exception cref="BenchException">The size is no multiple of the number of ids.</exception>
    public static VectorFile OpenRaw(string path, long ids)
    {
        var length = new FileInfo(path).Length;
        if (length == 0 || length % (4 * ids) != 0)
        {
            throw BenchException.Invalid(
                $"{path} has {length} bytes, which is no multiple of 4 bytes × {ids} ids: file and ids do not belong together.");
        }

        var dimension = length / (4 * ids);
        return dimension <= MaxDimension
            ? new VectorFile(path, ids, (int)dimension, 0, IsHalf: false)
            : throw BenchException.Invalid($"{path} has {dimension} numbers for each of {ids} ids; at most {MaxDimension} are allowed.");
    }

    /// <summary>The vectors from a row on, in batches. Batches are new arrays.</summary>
    /// <exception cref="BenchException">A number is not finite.</exception>
    public async IAsyncEnumerable<(long FirstRow, float[][] Rows)> ReadAsync(
        long firstRow, int batchRows, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var file = DurableFile.OpenRead(Path);
        file.Seek(Offset + (firstRow * RowBytes), SeekOrigin.Begin);
        var buffer = new byte[batchRows * RowBytes];
        for (var row = firstRow; row < Rows; row += batchRows)
        {
            var count = (int)Math.Min(batchRows, Rows - row);
            await file.ReadExactlyAsync(buffer.AsMemory(0, count * RowBytes), cancellationToken);
            var batch = new float[count][];
            for (var i = 0; i < count; i++)
                batch[i] = ReadRow(buffer.AsSpan(i * RowBytes, RowBytes), row + i);
            yield return (row, batch);
        }
    }

    private float[] ReadRow(ReadOnlySpan<byte> bytes, long row)
    {
        var values = new float[Dimension];
        if (IsHalf)
        {
            var halves = MemoryMarshal.Cast<byte, Half>(bytes);
            for (var i = 0; i < values.Length; i++)
                values[i] = (float)halves[i];
        }
        else
            MemoryMarshal.Cast<byte, float>(bytes).CopyTo(values);

        var bad = Array.FindIndex(values, v => !float.IsFinite(v));
        return bad < 0 ? values : throw BenchException.Invalid($"{Path}: row {row + 1}, number {bad + 1} is {values[bad]}; all must be finite.");
    }
}
