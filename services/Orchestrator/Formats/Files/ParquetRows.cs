using System.Globalization;
using ImageSearchBench.Hosting.Errors;
using ImageSearchBench.Orchestrator.Storage;
using Parquet;
using Parquet.Schema;

namespace ImageSearchBench.Orchestrator.Formats.Files;

/// <summary>Some columns of a row group of a Parquet file, by their dotted path (<c>image.bytes</c>). Absent columns are empty.</summary>
internal sealed class ParquetRows
{
    // A row group is in memory as a whole: what claims to be larger is refused before anything is allocated for it.
    private const long MaxGroupRows = 8 << 20;
    private const long MaxColumnBytes = 1L << 30;

    private readonly Dictionary<string, Array> _columns = new(StringComparer.Ordinal);
    private readonly string _path;
    private readonly int _group;

    private ParquetRows(string path, int group, int count)
    {
        _path = path;
        _group = group;
        Count = count;
    }

    /// <summary>Number of rows.</summary>
    public int Count { get; }

    /// <summary>File, row group and row, for faults.</summary>
    public string Place(int row) => $"{_path}: row group {_group}, row {row}";

    /// <summary>The column is there.</summary>
    public bool Has(string column) => _columns.ContainsKey(column);

    /// <summary>A value as text: strings, and whole numbers as they are written; null where there is none.</summary>
    public string? Text(string column, int row) => Value(column, row) switch
    {
        string { Length: > 0 } text => text,
        long or int => Convert.ToString(Value(column, row), CultureInfo.InvariantCulture),
        _ => null,
    };

    /// <summary>A value as a whole number; null where there is none or it is something else.</summary>
    public long? Number(string column, int row) => Value(column, row) switch
    {
        long value => value,
        int value => value,
        short value => value,
        sbyte value => value,
        double value when Math.Floor(value) == value && Math.Abs(value) < 1L << 53 => (long)value,
        float value when MathF.Floor(value) == value && MathF.Abs(value) < 1 << 24 => (long)value,
        _ => null,
    };

    /// <summary>A value as bytes; null where there is none.</summary>
    public byte[]? Bytes(string column, int row) => Value(column, row) is byte[] { Length: > 0 } bytes ? bytes : null;

    /// <summary>Reads a file group by group.</summary>
    /// <exception cref="BenchException">It is no whole Parquet file, or a group is too large.</exception>
    public static async IAsyncEnumerable<ParquetRows> ReadAsync(
        string path, IReadOnlyList<string> columns, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var file = DurableFile.OpenRead(path);
        await using var reader = await GuardAsync(path, () => ParquetReader.CreateAsync(file, parquetOptions: null, leaveStreamOpen: true, cancellationToken));
        for (var group = 0; group < reader.RowGroupCount; group++)
            yield return await GuardAsync(path, () => ReadGroupAsync(path, reader, group, columns, file.Length, cancellationToken));
    }

    private object? Value(string column, int row) => _columns.TryGetValue(column, out var values) ? values.GetValue(row) : null;

    // The library meets broken files with exceptions of all kinds.
    private static async Task<T> GuardAsync<T>(string path, Func<Task<T>> read)
    {
        try
        {
            return await read();
        }
        catch (Exception e) when (e is not (OperationCanceledException or BenchException))
        {
            throw BenchException.Invalid($"{path}: this is no whole Parquet file: {e.Message}", inner: e);
        }
    }

    private static async Task<ParquetRows> ReadGroupAsync(
        string path, ParquetReader reader, int group, IReadOnlyList<string> columns, long fileLength, CancellationToken cancellationToken)
    {
        using var rows = reader.OpenRowGroupReader(group);
        if (rows.RowCount is < 0 or > MaxGroupRows)
            throw BenchException.Invalid($"{path}: row group {group} says it has {rows.RowCount} rows; at most {MaxGroupRows} are read at once.");
        var result = new ParquetRows(path, group, (int)rows.RowCount);
        foreach (var field in reader.Schema.GetDataFields())
        {
            var name = string.Join('.', field.Path.ToList());
            if (!columns.Contains(name, StringComparer.Ordinal) || field.IsArray || field.MaxRepetitionLevel > 0)
                continue;
            var chunk = rows.GetMetadata(field)?.MetaData;
            if (chunk is null || chunk.TotalUncompressedSize is < 0 or > MaxColumnBytes || chunk.TotalCompressedSize < 0 || chunk.TotalCompressedSize > fileLength)
                throw BenchException.Invalid($"{path}: column '{name}' of row group {group} is broken or larger than {MaxColumnBytes >> 20} MiB: write smaller row groups.");
            result._columns[name] = await ReadColumnAsync(rows, field, result.Count, cancellationToken);
        }

        return result;
    }

    private static async Task<Array> ReadColumnAsync(ParquetRowGroupReader rows, DataField field, int count, CancellationToken cancellationToken)
    {
        if (field.ClrType == typeof(string) || field.ClrType == typeof(ReadOnlyMemory<char>))
        {
            var texts = new string?[count];
            await rows.ReadAsync(field, texts.AsMemory(), null, cancellationToken);
            return texts;
        }

        if (field.ClrType == typeof(byte[]) || field.ClrType == typeof(ReadOnlyMemory<byte>))
        {
            var bytes = new byte[]?[count];
            await rows.ReadAsync(field, bytes.AsMemory(), null, cancellationToken);
            return bytes;
        }

        if (field.ClrType == typeof(long))
            return await NumbersAsync<long>(rows, field, count, cancellationToken);
        if (field.ClrType == typeof(int))
            return await NumbersAsync<int>(rows, field, count, cancellationToken);
        if (field.ClrType == typeof(double))
            return await NumbersAsync<double>(rows, field, count, cancellationToken);
        if (field.ClrType == typeof(float))
            return await NumbersAsync<float>(rows, field, count, cancellationToken);
        return new object?[count];
    }

    private static async Task<Array> NumbersAsync<T>(ParquetRowGroupReader rows, DataField field, int count, CancellationToken cancellationToken)
        where T : struct
    {
        if (field.IsNullable)
        {
            var nullable = new T?[count];
            await rows.ReadAsync(field, nullable.AsMemory(), null, cancellationToken);
            return nullable;
        }

        var values = new T[count];
        await rows.ReadAsync(field, values.AsMemory(), null, cancellationToken);
        return values;
    }
}
