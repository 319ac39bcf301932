using System.Buffers;
using System.Globalization;
using System.Runtime.CompilerServices;
using ImageSearchBench.Hosting.Errors;

namespace ImageSearchBench.Evaluator.Score.Input;

/// <summary>Whole lines of a file; dispose gives the buffer back.</summary>
/// <param name="Buffer">Rented; lines fill its beginning.</param>
/// <param name="Length">Bytes of lines.</param>
/// <param name="FirstLine">The number of the first line, from 1.</param>
/// <param name="IsLast">Whether the file ends here.</param>
internal sealed record TextBlock(byte[] Buffer, int Length, long FirstLine, bool IsLast) : IDisposable
{
    public ReadOnlySpan<byte> Text => Buffer.AsSpan(0, Length);

    public void Dispose() => ArrayPool<byte>.Shared.Return(Buffer);
}

/// <summary>Walks the lines of a block, without their ends.</summary>
internal ref struct LineCursor(ReadOnlySpan<byte> text, long firstLine)
{
    private ReadOnlySpan<byte> _rest = text;

    /// <summary>The line's number, from 1.</summary>
    public long Number { get; private set; } = firstLine - 1;

    /// <summary>The line, without its end.</summary>
    public ReadOnlySpan<byte> Line { get; private set; }

    /// <summary>Goes to the next line.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public bool Next()
    {
        if (_rest.IsEmpty)
            return false;
        var end = _rest.IndexOf((byte)'\n');
        Line = end < 0 ? _rest : _rest[..end];
        _rest = end < 0 ? default : _rest[(end + 1)..];
        if (Line is [.., (byte)'\r'])
            Line = Line[..^1];
        Number++;
        return true;
    }
}

/// <summary>A line says something wrong; the reader of the file adds where.</summary>
/// <param name="message">What is wrong.</param>
/// <param name="line">The line, where it is not the one being read.</param>
internal sealed class LineException(string message, long? line = null) : Exception(message)
{
    public long? Line { get; } = line;
}

/// <summary>A line of a file says something wrong.</summary>
internal sealed class FileLineException(string file, long line, string message) : Exception(message)
{
    public long Line { get; } = line;

    /// <summary>What the user is told: file, line, what is wrong.</summary>
    public BenchException ToBench() => BenchException.Invalid(string.Create(CultureInfo.InvariantCulture, $"{file}:{Line}: {Message}"));
}
