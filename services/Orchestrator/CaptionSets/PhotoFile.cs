using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using ImageSearchBench.Orchestrator.Files;

namespace ImageSearchBench.Orchestrator.CaptionSets;

/// <summary>
/// A file with one photo on each line: JSON lines, or comma- or tab-separated values with a header (<c>.csv</c>, <c>.tsv</c>). Read through
/// once, and after that line by line at known places.
/// </summary>
internal sealed class PhotoFile : IAsyncDisposable
{
    private readonly LineReader _lines;
    private readonly CsvPhotos? _csv;

    private PhotoFile(LineReader lines, CsvPhotos? csv)
    {
        _lines = lines;
        _csv = csv;
    }

    /// <summary>Opens a file.</summary>
    public static async Task<PhotoFile> OpenAsync(string path, CancellationToken cancellationToken)
    {
        var separator = Path.GetExtension(path).ToUpperInvariant() switch
        {
            ".CSV" => ',',
            ".TSV" => '\t',
            _ => default(char?),
        };
        var lines = LineReader.Open(path);
        try
        {
            if (separator is null)
                return new PhotoFile(lines, csv: null);
            if (!await lines.ReadAsync(cancellationToken))
                throw lines.Fault("the header is missing.");
            return new PhotoFile(lines, new CsvPhotos(lines, separator.Value));
        }
        catch
        {
            await lines.DisposeAsync();
            throw;
        }
    }

    /// <summary>The photos with the byte offsets of their lines. Blank lines are passed over; a fault names file and line.</summary>
    public async IAsyncEnumerable<(Photo Photo, long Offset)> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (await _lines.ReadAsync(cancellationToken))
        {
            if (_lines.Line.Span.Trim(" \t"u8).Length > 0)
                yield return (Checked(Parse()), _lines.Offset);
        }
    }

    /// <summary>The photo on the line at an offset that was given before.</summary>
    public async Task<Photo> ReadAtAsync(long offset, CancellationToken cancellationToken)
    {
        _lines.MoveTo(offset, firstLine: 1);
        await _lines.ReadAsync(cancellationToken);
        return Parse();
    }

    public ValueTask DisposeAsync() => _lines.DisposeAsync();

    private Photo Parse() => _csv is null ? JsonLines.Parse<Photo>(_lines) : _csv.Parse(_lines);

    private Photo Checked(Photo photo)
    {
        if (photo.Image.Length == 0)
            throw _lines.Fault("'image' is empty.");
        if (photo.Time is { Length: > 0 } time && !PhotoGrain.TryReadTime(time, out _))
            throw _lines.Fault($"the time '{time}' is not ISO 8601: write it like 2024-05-01T13:45:00.");
        if (photo.Lat.HasValue != photo.Lon.HasValue)
            throw _lines.Fault("'lat' and 'lon' belong together: give both or none.");
        if (photo.Lat is { } lat && lat is not (>= -90 and <= 90))
            throw _lines.Fault(string.Create(CultureInfo.InvariantCulture, $"the latitude {lat} is not from -90 to 90."));
        if (photo.Lon is { } lon && lon is not (>= -180 and <= 180))
            throw _lines.Fault(string.Create(CultureInfo.InvariantCulture, $"the longitude {lon} is not from -180 to 180."));
        return photo;
    }

    /// <summary>Rows of separated values (RFC 4180, one line a row) by the names in their header.</summary>
    private sealed class CsvPhotos
    {
        private readonly char _separator;
        private readonly List<string> _columns;

        public CsvPhotos(LineReader header, char separator)
        {
            _separator = separator;
            _columns = Fields(header).ConvertAll(c => c.Trim());
            if (!_columns.Contains("image"))
                throw header.Fault($"the header has no column 'image'; it has {string.Join(", ", _columns)}.");
        }

        public Photo Parse(LineReader lines)
        {
            var fields = Fields(lines);
            if (fields.Count != _columns.Count)
                throw lines.Fault($"{fields.Count} fields where the header has {_columns.Count}.");
            return new Photo(Text("image") ?? "")
            {
                Time = Text("time"),
                Lat = Number("lat"),
                Lon = Number("lon"),
                Place = Text("place"),
                Width = (int?)Number("width"),
                Height = (int?)Number("height"),
                Source = Text("source"),
                Licence = Text("licence"),
            };

            string? Text(string column) =>
                _columns.IndexOf(column) is >= 0 and var i && fields[i].Length > 0 ? fields[i] : null;

            double? Number(string column) =>
                Text(column) is not { } text ? null
                : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number
                : throw lines.Fault($"{column} '{text}' is no number.");
        }

        private List<string> Fields(LineReader lines)
        {
            var text = Encoding.UTF8.GetString(lines.Line.Span);
            var fields = new List<string>(_columns?.Count ?? 8);
            var i = 0;
            while (true)
            {
                if (i < text.Length && text[i] == '"')
                    fields.Add(Quoted(lines, text, ref i));
                else
                {
                    var end = text.IndexOf(_separator, i);
                    end = end < 0 ? text.Length : end;
                    fields.Add(text[i..end]);
                    i = end;
                }

                if (i == text.Length)
                    return fields;
                if (text[i] != _separator)
                    throw lines.Fault($"a quoted field is followed by '{text[i]}' instead of the separator.");
                i++;
            }
        }

        private static string Quoted(LineReader lines, string text, ref int i)
        {
            var field = new StringBuilder();
            for (i++; i < text.Length; i++)
            {
                if (text[i] != '"')
                    field.Append(text[i]);
                else if (i + 1 < text.Length && text[i + 1] == '"')
                    field.Append(text[i++]);
                else
                {
                    i++;
                    return field.ToString();
                }
            }

            throw lines.Fault("a quoted field does not end on its line.");
        }
    }
}
