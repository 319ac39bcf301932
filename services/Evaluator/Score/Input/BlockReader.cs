using System.Buffers;
using System.Runtime.CompilerServices;
using ImageSearchBench.Hosting.Errors;

namespace ImageSearchBench.Evaluator.Score.Input;

/// <summary>
/// Cuts a file into blocks of whole topics, as long as the lines of each topic stand together: a block ends where the topic changes.
/// A block grows only where one topic does not fit into it.
/// </summary>
internal static class BlockReader
{
    private const int BlockSize = 1 << 20;
    private const int LargestBlock = 1 << 30;

    /// <summary>The blocks, in order.</summary>
    /// <param name="file">The file.</param>
    /// <param name="format">Tells which topic a line belongs to.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public static async IAsyncEnumerable<TextBlock> ReadAsync(
        InputFile file, ILineFormat format, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var stream = await file.OpenAsync(cancellationToken);
        var buffer = ArrayPool<byte>.Shared.Rent(BlockSize);
        var (filled, line, begun) = (0, 1L, false);
        while (true)
        {
            var room = buffer.Length - filled;
            var read = await FillAsync(file, stream, buffer.AsMemory(filled), cancellationToken);
            filled += read;
            if (!begun)
            {
                filled = SkipHeader(buffer, filled, format, ref line);
                begun = true;
            }

            if (read < room)
            {
                yield return new TextBlock(buffer, filled, line, IsLast: true);
                yield break;
            }

            var cut = TopicBoundary(buffer.AsSpan(0, filled), format);
            if (cut == 0)
            {
                buffer = Grow(file, buffer, filled, line);
                continue;
            }

            var next = ArrayPool<byte>.Shared.Rent(Math.Max(BlockSize, filled - cut + BlockSize / 2));
            buffer.AsSpan(cut, filled - cut).CopyTo(next);
            var block = new TextBlock(buffer, cut, line, IsLast: false);
            line += block.Text.Count((byte)'\n');
            (buffer, filled) = (next, filled - cut);
            yield return block;
        }
    }

    private static async ValueTask<int> FillAsync(InputFile file, Stream stream, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        try
        {
            return await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
        }
        catch (Exception e) when (e is InvalidDataException or ZstdSharp.ZstdException or EndOfStreamException)
        {
            throw BenchException.Invalid($"{file.Name}: the compressed data is broken ({e.Message}); fetch the file again.", inner: e);
        }
    }

    private static int SkipHeader(byte[] buffer, int filled, ILineFormat format, ref long line)
    {
        var text = buffer.AsSpan(0, filled);
        var skip = text.StartsWith("\uFEFF"u8) ? 3 : 0;
        if (format.HasHeader)
        {
            var end = text.IndexOf((byte)'\n');
            skip = end < 0 ? filled : end + 1;
            line++;
        }

        text[skip..].CopyTo(text);
        return filled - skip;
    }

    private static byte[] Grow(InputFile file, byte[] buffer, int filled, long line)
    {
        if (buffer.Length >= LargestBlock)
            throw new FileLineException(file.Name, line, "a single topic, or a line without an end, of more than a gigabyte begins here").ToBench();
        var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
        buffer.AsSpan(0, filled).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(buffer);
        return larger;
    }

    // Where the last topic begins; 0 where there is only one. A malformed line is no boundary: its reader will say so with its number.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int TopicBoundary(ReadOnlySpan<byte> text, ILineFormat format)
    {
        var end = text.LastIndexOf((byte)'\n') + 1;
        var (boundary, last) = (0, Array.Empty<byte>());
        while (end > 0)
        {
            var start = text[..(end - 1)].LastIndexOf((byte)'\n') + 1;
            if (Topic(format, text[start..(end - 1)]) is { Length: > 0 } topic)
            {
                if (last.Length == 0)
                    last = topic.ToArray();
                else if (!topic.SequenceEqual(last))
                    return boundary;
                boundary = start;
            }

            end = start;
        }

        return 0;
    }

    private static ReadOnlySpan<byte> Topic(ILineFormat format, ReadOnlySpan<byte> line)
    {
        try
        {
            return format.TopicOf(line is [.., (byte)'\r'] ? line[..^1] : line);
        }
        catch (LineException)
        {
            return default;
        }
    }
}
