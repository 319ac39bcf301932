using System.Globalization;
using ImageSearchBench.Hosting.Errors;
using ImageSearchBench.Orchestrator.Storage;
using Parquet;
using Parquet.Data;
using Parquet.Schema;

namespace ImageSearchBench.Orchestrator.Formats.Files;

/// <summary>Some columns of a row group of a Parquet file, by their dotted path (<c>image.bytes</c>). Absent columns are empty.</summary>
internal sealed class ParquetRows
{
    // A row group is in memory as a whole: what claims to be larger is refused before anything is allocated for it.
    private const long MaxGroupRows = 8 << 20;
    private const long MaxColumnBytes = 1L << 30;

    private readonly Dictionary<string, object?[]> _columns = new(StringComparer.Ordinal);
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

    private object? Value(string column, int row) => _columns.TryGetValue(column, out var values) ? values[row] : null;

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

    private static async Task<object?[]> ReadColumnAsync(ParquetRowGroupReader rows, DataField field, int count, CancellationToken cancellationToken)
    {
        using var raw = await rows.ReadRawColumnDataBaseAsync(field, cancellationToken);
        return raw switch
        {
            RawColumnData<ReadOnlyMemory<char>> texts => Spread(texts, field, count, text => text.ToString()),
            RawColumnData<ReadOnlyMemory<byte>> bytes => Spread(bytes, field, count, data => data.ToArray()),
            RawColumnData<long> numbers => Spread(numbers, field, count, number => number),
            RawColumnData<int> numbers => Spread(numbers, field, count, number => number),
            RawColumnData<short> numbers => Spread(numbers, field, count, number => number),
            RawColumnData<sbyte> numbers => Spread(numbers, field, count, number => number),
            RawColumnData<double> numbers => Spread(numbers, field, count, number => number),
            RawColumnData<float> numbers => Spread(numbers, field, count, number => number),
            _ => new object?[count],
        };
    }

    // Values are packed: a row whose definition level is not the highest has none. The library's own spreading knows no nulls inside a structure,
    // and Hugging Face files nearly always have them in image.path.
    private static object?[] Spread<T>(RawColumnData<T> raw, DataField field, int count, Func<T, object> take)
        where T : struct
    {
        var values = raw.Values;
        Span<int> levels = field.MaxDefinitionLevel > 0 ? raw.DefinitionLevels : [];
        if (field.MaxDefinitionLevel > 0 && levels.Length != count)
            throw new InvalidDataException($"column '{field.Path}' has {levels.Length} values for {count} rows.");
        var result = new object?[count];
        var next = 0;
        for (var row = 0; row < count; row++)
        {
            if (field.MaxDefinitionLevel == 0 || levels[row] == field.MaxDefinitionLevel)
                result[row] = take(values[next++]);
        }

        return result;
    }
}
