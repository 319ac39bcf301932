using System.Text;
using ImageSearchBench.Orchestrator.Files;

namespace ImageSearchBench.Orchestrator.Formats.Files;

/// <summary>Reads CSV (RFC 4180) or tab-separated lines with a header, record by record; a quoted field may go over several lines.</summary>
internal sealed class CsvReader : IAsyncDisposable
{
    private const int MaxRecordCharacters = 1 << 20;

    private readonly LineReader _lines;
    private readonly IFormatFaults _faults;
    private readonly char _separator;
    private readonly List<string> _fields = [];
    private readonly StringBuilder _field = new();
    private Dictionary<string, int> _columns = new(StringComparer.OrdinalIgnoreCase);

    private CsvReader(LineReader lines, char separator, IFormatFaults faults)
    {
        _lines = lines;
        _separator = separator;
        _faults = faults;
    }

    /// <summary>File and first line of the present record.</summary>
    public string Place { get; private set; } = "";

    /// <summary>Number of the present record, from 1.</summary>
    public long Record { get; private set; }

    /// <summary>Opens a file and reads its header; the separator is a tab where the header has one.</summary>
    public static async Task<CsvReader> OpenAsync(string path, IFormatFaults faults, CancellationToken cancellationToken)
    {
        var lines = LineReader.Open(path);
        try
        {
            var reader = new CsvReader(lines, await SeparatorAsync(path, cancellationToken), faults);
            if (await reader.NextAsync(cancellationToken))
                reader.TakeHeader();
            reader.Record = 0;
            return reader;
        }
        catch
        {
            await lines.DisposeAsync();
            throw;
        }
    }

    /// <summary>The first of several column names that the header has, in lower or upper case; null when it has none.</summary>
    public string? Column(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (_columns.ContainsKey(name))
                return name;
        }

        return null;
    }

    /// <summary>A field of the present record; empty where the record is too short or there is no such column.</summary>
    public string this[string? column] =>
        column is not null && _columns.TryGetValue(column, out var index) && index < _fields.Count ? _fields[index] : "";

    /// <summary>Goes to the next record that is not blank.</summary>
    public async ValueTask<bool> ReadAsync(CancellationToken cancellationToken)
    {
        while (await NextAsync(cancellationToken))
        {
            if (_fields.Count > 1 || _fields is [{ Length: > 0 }])
            {
                Record++;
                return true;
            }
        }

        return false;
    }

    public ValueTask DisposeAsync() => _lines.DisposeAsync();

    private static async Task<char> SeparatorAsync(string path, CancellationToken cancellationToken)
    {
        await using var lines = LineReader.Open(path);
        return await lines.ReadAsync(cancellationToken) && lines.Line.Span.Contains((byte)'\t') ? '\t' : ',';
    }

    private void TakeHeader()
    {
        _columns = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < _fields.Count; i++)
        {
            if (!_columns.TryAdd(_fields[i].Trim(), i))
                _faults.Refuse(Place, $"the header has the column '{_fields[i].Trim()}' twice.");
        }
    }

    private async ValueTask<bool> NextAsync(CancellationToken cancellationToken)
    {
        _fields.Clear();
        _field.Clear();
        var inQuotes = false;
        var first = true;
        while (await _lines.ReadAsync(cancellationToken))
        {
            if (first)
                Place = _lines.Place();
            first = false;
            var line = _lines.Text(_faults) ?? "";
            inQuotes = Split(line, inQuotes);
            if (!inQuotes)
            {
                _fields.Add(_field.ToString());
                return true;
            }

            _field.Append('\n');
            if (_field.Length <= MaxRecordCharacters)
                continue;
            _faults.Refuse(Place, "a quoted field is longer than a million characters: is its closing quote missing?");
            (inQuotes, first) = (false, true);
            _fields.Clear();
            _field.Clear();
        }

        if (inQuotes)
            _faults.Refuse(Place, "the file ends inside a quoted field: it is incomplete.");
        return false;
    }

    private bool Split(string line, bool inQuotes)
    {
        for (var i = 0; i < line.Length; i++)
        {
            var c = line[i];
            if (inQuotes)
            {
                if (c != '"')
                    _field.Append(c);
                else if (i + 1 < line.Length && line[i + 1] == '"')
                    _field.Append(line[i++]);
                else
                    inQuotes = false;
            }
            else if (c == _separator)
            {
                _fields.Add(_field.ToString());
                _field.Clear();
            }
            else if (c == '"' && _field.Length == 0)
                inQuotes = true;
            else
                _field.Append(c);
        }

        return inQuotes;
    }
}
