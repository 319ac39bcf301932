using ImageSearchBench.Hosting.Errors;
using ImageSearchBench.Orchestrator.Storage;

namespace ImageSearchBench.Orchestrator.Files;

/// <summary>Reads a text file line by line as UTF-8 bytes, with line numbers and byte offsets; memory is bounded by the longest line.</summary>
internal sealed class LineReader : IAsyncDisposable
{
    /// <summary>A longer line, in bytes, is a fault of the file.</summary>
    public const int MaxLineBytes = 16 << 20;

    private readonly FileStream _file;
    private byte[] _buffer = new byte[1 << 16];
    private int _start;
    private int _end;
    private long _bufferOffset;
    private bool _atEnd;

    private LineReader(string path, FileStream file)
    {
        Path = path;
        _file = file;
    }

    public string Path { get; }

    /// <summary>Number of the present line, from 1.</summary>
    public long Number { get; private set; }

    /// <summary>Byte offset of the present line.</summary>
    public long Offset { get; private set; }

    /// <summary>Byte offset of the line after the present one.</summary>
    public long NextOffset => _bufferOffset + _start;

    /// <summary>The present line ends with a line feed; the last one of a file may not.</summary>
    public bool HasEnd { get; private set; }

    /// <summary>The present line without its end; valid until the next read.</summary>
    public ReadOnlyMemory<byte> Line { get; private set; }

    /// <summary>Opens a file.</summary>
    /// <exception cref="BenchException">It is not there or cannot be read.</exception>
    public static LineReader Open(string path)
    {
        try
        {
            return new LineReader(path, DurableFile.OpenRead(path));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw BenchException.NotFound($"There is no file {path}.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw BenchException.Invalid($"{path} cannot be read: {e.Message}", inner: e);
        }
    }

    /// <summary>Goes to the next line.</summary>
    /// <returns>False at the end of the file.</returns>
    public async ValueTask<bool> ReadAsync(CancellationToken cancellationToken)
    {
        var searched = 0;
        while (true)
        {
            var found = _buffer.AsSpan(_start + searched, _end - _start - searched).IndexOf((byte)'\n');
            if (found >= 0)
                return Take(searched + found, lineEnd: 1);

            searched = _end - _start;
            if (_atEnd)
                return searched > 0 && Take(searched, lineEnd: 0);
            await FillAsync(cancellationToken);
        }
    }

    /// <summary>Goes to another place, at the start of a line; costs nothing when that is the next line.</summary>
    public void MoveTo(long offset, long firstLine)
    {
        Number = firstLine - 1;
        if (offset == NextOffset)
            return;
        if (offset >= _bufferOffset && offset <= _bufferOffset + _end)
        {
            _start = (int)(offset - _bufferOffset);
            return;
        }

        _file.Seek(offset, SeekOrigin.Begin);
        _bufferOffset = offset;
        _start = _end = 0;
        _atEnd = false;
    }

    /// <summary>A fault of the present line.</summary>
    public BenchException Fault(string what) => BenchException.Invalid($"{Path}:{Number}: {what}");

    public ValueTask DisposeAsync() => _file.DisposeAsync();

    private bool Take(int length, int lineEnd)
    {
        var line = _buffer.AsMemory(_start, length);
        Offset = _bufferOffset + _start;
        _start += length + lineEnd;
        HasEnd = lineEnd > 0;
        Number++;
        if (Offset == 0 && line.Span.StartsWith("\uFEFF"u8))
            line = line[3..];
        Line = line.Span.EndsWith("\r"u8) ? line[..^1] : line;
        return true;
    }

    private async ValueTask FillAsync(CancellationToken cancellationToken)
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            _bufferOffset += _start;
            _end -= _start;
            _start = 0;
        }

        if (_end == _buffer.Length)
        {
            if (_buffer.Length >= MaxLineBytes)
                throw BenchException.Invalid($"{Path}:{Number + 1}: the line is longer than {MaxLineBytes >> 20} MiB.");
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }

        var read = await _file.ReadAsync(_buffer.AsMemory(_end), cancellationToken);
        _end += read;
        _atEnd = read == 0;
    }
}
