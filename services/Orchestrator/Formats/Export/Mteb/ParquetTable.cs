using ImageSearchBench.Orchestrator.Storage;
using Parquet;
using Parquet.Schema;

namespace ImageSearchBench.Orchestrator.Formats.Export.Mteb;

/// <summary>Writes a Parquet file row by row, in row groups that stay small enough to be read in one piece.</summary>
internal sealed class ParquetTable : IAsyncDisposable
{
    private const int MaxRows = 100_000;
    private const long MaxBytes = 64 << 20;

    private readonly FileStream _file;
    private readonly ParquetWriter _writer;
    private readonly DataField[] _fields;
    private readonly List<object?>[] _columns;
    private long _bytes;
    private bool _finished;

    private ParquetTable(FileStream file, ParquetWriter writer, ParquetSchema schema)
    {
        _file = file;
        _writer = writer;
        _fields = schema.GetDataFields();
        _columns = [.. _fields.Select(_ => new List<object?>())];
    }

    /// <param name="path">The file.</param>
    /// <param name="schema">Its columns: strings, bytes and whole numbers, in order.</param>
    /// <param name="features">What the Hugging Face library takes columns for; null for plain values.</param>
    /// <param name="cancellationToken">Stops.</param>
    public static async Task<ParquetTable> CreateAsync(string path, ParquetSchema schema, string? features, CancellationToken cancellationToken)
    {
        var file = DurableFile.Create(path);
        var writer = await ParquetWriter.CreateAsync(schema, file, cancellationToken: cancellationToken);
        if (features is not null)
            writer.CustomMetadata = new Dictionary<string, string>(StringComparer.Ordinal) { ["huggingface"] = features };
        return new ParquetTable(file, writer, schema);
    }

    /// <summary>Adds a row.</summary>
    /// <param name="values">A value for each column.</param>
    /// <param name="bytes">About how many bytes it has.</param>
    /// <param name="cancellationToken">Stops writing.</param>
    public async ValueTask AddAsync(IReadOnlyList<object?> values, long bytes, CancellationToken cancellationToken)
    {
        for (var i = 0; i < values.Count; i++)
            _columns[i].Add(values[i]);
        _bytes += bytes;
        if (_columns[0].Count >= MaxRows || _bytes >= MaxBytes)
            await WriteGroupAsync(cancellationToken);
    }

    /// <summary>Writes the rest and forces the file to disk.</summary>
    public async Task FinishAsync(CancellationToken cancellationToken)
    {
        await WriteGroupAsync(cancellationToken);
        _finished = true;
        await _writer.DisposeAsync();
        await _file.FlushToDiskAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_finished)
            await _writer.DisposeAsync();
        await _file.DisposeAsync();
    }

    private async Task WriteGroupAsync(CancellationToken cancellationToken)
    {
        using var group = _writer.CreateRowGroup();
        for (var i = 0; i < _fields.Length; i++)
        {
            // The library calls text and bytes memory of characters and of bytes.
            if (_fields[i].ClrType == typeof(ReadOnlyMemory<char>))
                await group.WriteAsync(_fields[i], [.. _columns[i].Select(v => (string)v!)], null);
            else if (_fields[i].ClrType == typeof(ReadOnlyMemory<byte>))
                await group.WriteAsync(_fields[i], [.. _columns[i].Select(v => (byte[])v!)], null);
            else
                await group.WriteAsync<long>(_fields[i], _columns[i].Select(v => (long)v!).ToArray().AsMemory(), null, null, cancellationToken);
            _columns[i].Clear();
        }

        _bytes = 0;
    }
}
