using System.Text;
using System.Text.Json;
using ImageSearchBench.Hosting.Errors;
using ImageSearchBench.Orchestrator.Storage;

namespace ImageSearchBench.Orchestrator.LabelSets.Coco;

/// <summary>
/// Reads a JSON file of any size token by token; memory is bounded by the longest token. Faults name file, line and byte.
/// </summary>
internal sealed class JsonStreamReader : IAsyncDisposable
{
    private const int InitialBuffer = 1 << 20;

    /// <summary>A longer string or number, in bytes, is a fault of the file.</summary>
    private const int MaxTokenBytes = 16 << 20;

    private readonly string _path;
    private readonly FileStream _file;
    private byte[] _buffer = new byte[InitialBuffer];
    private int _start;
    private int _end;
    private long _bufferOffset;
    private long _linesBefore;
    private bool _isFinal;
    private JsonReaderState _state = new(new JsonReaderOptions { MaxDepth = 256 });
    private int _valueStart;
    private int _valueLength;
    private bool _valueEscaped;

    private JsonStreamReader(string path, FileStream file)
    {
        _path = path;
        _file = file;
    }

    /// <summary>The present token.</summary>
    public JsonTokenType Token { get; private set; }

    /// <summary>Depth of the present token, as <see cref="Utf8JsonReader.CurrentDepth"/>.</summary>
    public int Depth { get; private set; }

    /// <summary>Bytes read so far.</summary>
    public long Position => _bufferOffset + _start;

    /// <summary>Lines that ended before <see cref="Position"/>.</summary>
    public long LinesBefore => _linesBefore + _buffer.AsSpan(0, _start).Count((byte)'\n');

    /// <summary>The present string, property name or number as bytes, without quotes and as escaped in the file.</summary>
    public ReadOnlySpan<byte> Value => _buffer.AsSpan(_valueStart, _valueLength);

    public static JsonStreamReader Open(string path)
    {
        try
        {
            return new JsonStreamReader(path, DurableFile.OpenRead(path));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw BenchException.Invalid($"There is no file {path}.", inner: e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw BenchException.Invalid($"{path} cannot be read: {e.Message}", inner: e);
        }
    }

    /// <summary>Opens a file at a value inside it, which is then read as a document of its own.</summary>
    /// <param name="path">The file.</param>
    /// <param name="position">Where the value, or the white space before it, begins.</param>
    /// <param name="linesBefore">Lines that ended before it.</param>
    public static JsonStreamReader OpenAt(string path, long position, long linesBefore)
    {
        var reader = Open(path);
        reader._file.Position = position;
        reader._bufferOffset = position;
        reader._linesBefore = linesBefore;
        return reader;
    }

    /// <summary>Goes to the next token.</summary>
    /// <returns>False at the end of the document.</returns>
    public ValueTask<bool> ReadAsync(CancellationToken cancellationToken)
    {
        if (TryRead())
            return ValueTask.FromResult(true);
        return ReadSlowAsync(cancellationToken);
    }

    /// <summary>Goes past the value that begins at the present token: to its last token.</summary>
    public async ValueTask SkipAsync(CancellationToken cancellationToken)
    {
        if (Token is JsonTokenType.PropertyName)
            await ReadAsync(cancellationToken);
        if (Token is not (JsonTokenType.StartObject or JsonTokenType.StartArray))
            return;

        var depth = Depth;
        while (!TrySkipTo(depth))
        {
            if (!await ReadSlowAsync(cancellationToken) || Depth == depth)
                return;
        }
    }

    /// <summary>
    /// Goes past the value of the present property by its brackets alone: an object or array is not checked, and takes a fraction of the time
    /// that <see cref="SkipAsync"/> takes.
    /// </summary>
    /// <exception cref="BenchException">The file ends within the value.</exception>
    public async ValueTask SkipUncheckedAsync(CancellationToken cancellationToken)
    {
        if (!await PassWhiteSpaceAsync(cancellationToken) || _buffer[_start] is not ((byte)'{' or (byte)'['))
        {
            await ReadAsync(cancellationToken);
            return;
        }

        // For the tokens that follow, a null stood here.
        var instead = new Utf8JsonReader("null"u8, isFinalBlock: false, _state);
        instead.Read();
        _state = instead.CurrentState;
        Token = JsonTokenType.Null;
        _start++;
        var skipper = JsonValueSkipper.Begin();
        while (true)
        {
            _start += skipper.Skip(_buffer.AsSpan(_start, _end - _start));
            if (skipper.IsDone)
                break;
            if (_isFinal)
                throw Fault("the file ends in the middle of the document: it is incomplete.");
            await FillAsync(cancellationToken);
        }

        (_valueStart, _valueLength) = (_start, 0);
    }

    /// <summary>The present string or property name is this one.</summary>
    public bool ValueIs(ReadOnlySpan<byte> text) => _valueEscaped ? GetString() == Encoding.UTF8.GetString(text) : Value.SequenceEqual(text);

    /// <summary>The present string.</summary>
    public string GetString()
    {
        if (!_valueEscaped)
            return Encoding.UTF8.GetString(Value);

        // The reader unescapes only what it has itself read: the token is read once more, on its own.
        var single = new Utf8JsonReader(_buffer.AsSpan(_valueStart - 1, _valueLength + 2));
        single.Read();
        return single.GetString()!;
    }

    /// <summary>A fault at the present token.</summary>
    public BenchException Fault(string what)
    {
        var line = 1 + _linesBefore + _buffer.AsSpan(0, _valueStart).Count((byte)'\n');
        return BenchException.Invalid($"{_path}: line {line}, byte {_bufferOffset + _valueStart}: {what}");
    }

    public ValueTask DisposeAsync() => _file.DisposeAsync();

    private bool TryRead()
    {
        var reader = new Utf8JsonReader(_buffer.AsSpan(_start, _end - _start), _isFinal, _state);
        var read = ReadToken(ref reader);
        if (read)
            Keep(ref reader);
        return read;
    }

    private bool TrySkipTo(int depth)
    {
        var reader = new Utf8JsonReader(_buffer.AsSpan(_start, _end - _start), _isFinal, _state);
        var found = false;
        var any = false;
        while (!found && ReadToken(ref reader))
        {
            any = true;
            found = reader.CurrentDepth == depth;
        }

        if (any)
            Keep(ref reader);
        return found;
    }

    private bool ReadToken(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.Read();
        }
        catch (JsonException e)
        {
            var offset = Position + reader.BytesConsumed;
            var what = IsIncomplete() ? "the file ends in the middle of the document: it is incomplete." : FirstSentence(e.Message);
            var line = 1 + _linesBefore + _buffer.AsSpan(0, _start + (int)reader.BytesConsumed).Count((byte)'\n');
            throw BenchException.Invalid($"{_path}: line {line}, byte {offset}: {what}", inner: e);
        }
    }

    private void Keep(ref Utf8JsonReader reader)
    {
        Token = reader.TokenType;
        Depth = reader.CurrentDepth;
        _valueEscaped = reader.ValueIsEscaped;
        _valueLength = reader.ValueSpan.Length;
        _valueStart = _start + (int)reader.TokenStartIndex + (Token is JsonTokenType.String or JsonTokenType.PropertyName ? 1 : 0);
        _state = reader.CurrentState;
        _start += (int)reader.BytesConsumed;
    }

    private async ValueTask<bool> ReadSlowAsync(CancellationToken cancellationToken)
    {
        while (!TryRead())
        {
            if (_isFinal)
                return false;
            await FillAsync(cancellationToken);
        }

        return true;
    }

    private async ValueTask<bool> PassWhiteSpaceAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var left = _buffer.AsSpan(_start, _end - _start).IndexOfAnyExcept(" \t\r\n"u8);
            _start = left < 0 ? _end : _start + left;
            if (left >= 0)
                return true;
            if (_isFinal)
                return false;
            await FillAsync(cancellationToken);
        }
    }

    private async ValueTask FillAsync(CancellationToken cancellationToken)
    {
        _linesBefore += _buffer.AsSpan(0, _start).Count((byte)'\n');
        _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
        _bufferOffset += _start;
        _end -= _start;
        _start = 0;
        if (_end == _buffer.Length)
        {
            if (_buffer.Length >= MaxTokenBytes)
                throw BenchException.Invalid($"{_path}: byte {_bufferOffset}: a string or number is longer than {MaxTokenBytes >> 20} MiB.");
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }

        var read = await _file.ReadAsync(_buffer.AsMemory(_end), cancellationToken);
        if (_bufferOffset == 0 && _end == 0 && _buffer.AsSpan(0, read).StartsWith("\uFEFF"u8))
            _start = 3;
        _end += read;
        _isFinal = read == 0;
    }

    /// <summary>What is left would be right if more followed.</summary>
    private bool IsIncomplete()
    {
        if (!_isFinal)
            return false;

        var reader = new Utf8JsonReader(_buffer.AsSpan(_start, _end - _start), isFinalBlock: false, _state);
        try
        {
            while (reader.Read())
            {
                // Only whether it throws is of interest.
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static string FirstSentence(string message)
    {
        var end = message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        return end > 0 ? message[..end] : message;
    }
}
