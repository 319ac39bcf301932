using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using ImageSearchBench.Evaluator.Score.Input;
using ImageSearchBench.Evaluator.Score.Judgments;

namespace ImageSearchBench.Evaluator.Score.Runs;

/// <summary>
/// Puts a run whose topics are scattered in order: its lines go into temporary files by topic, small enough for each to be sorted in
/// memory. Gone after disposal.
/// </summary>
internal sealed class TopicPartitions : IDisposable
{
    private const long PartitionSize = 16 << 20;
    private const int MostPartitions = 512;
    private const int WriteBuffer = 1 << 16;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("isb-score-");
    private readonly FileStream[] _files;

    /// <summary>Partitions for a file of some size; a packed file is taken to hold eight times as much.</summary>
    public TopicPartitions(long fileLength)
    {
        _files = new FileStream[Math.Clamp(fileLength * 8 / PartitionSize + 1, 1, MostPartitions)];
        for (var i = 0; i < _files.Length; i++)
            _files[i] = new FileStream(Path.Combine(_folder.FullName, i.ToString("D3", CultureInfo.InvariantCulture)), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, WriteBuffer);
    }

    /// <summary>Takes the lines of a run.</summary>
    /// <returns>The run's name, null where it has none, and the number of topics without judgements.</returns>
    public async Task<(string? Tag, int Ignored)> FillAsync(
        InputFile file, ILineFormat format, JudgmentIndex judgments, CancellationToken cancellationToken)
    {
        var ignored = new IdTable();
        string? tag = null;
        await foreach (var block in BlockReader.ReadAsync(file, format, cancellationToken))
        {
            using (block)
                tag = Fill(block, format, judgments, ignored, file.Name) ?? tag;
        }

        return (tag, ignored.Count);
    }

    /// <summary>The lines, numbered, as blocks of whole topics.</summary>
    public async IAsyncEnumerable<TextBlock> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var file in _files.Where(f => f.Length > 0))
        {
            file.Position = 0;
            var lines = new byte[file.Length];
            await file.ReadExactlyAsync(lines, cancellationToken);
            yield return Sort(lines);
        }
    }

    public void Dispose()
    {
        foreach (var file in _files)
            file.Dispose();
        _folder.Delete(recursive: true);
    }

    // A record: topic number, line number, TAB, line. The topic number is for sorting and does not come out again.
    private string? Fill(TextBlock block, ILineFormat format, JudgmentIndex judgments, IdTable ignored, string name)
    {
        var lines = new LineCursor(block.Text, block.FirstLine);
        ReadOnlySpan<byte> last = default;
        Span<byte> number = stackalloc byte[24];
        while (lines.Next())
        {
            ReadOnlySpan<byte> topic;
            try
            {
                topic = format.TopicOf(lines.Line);
            }
            catch (LineException e)
            {
                throw new FileLineException(name, lines.Number, e.Message).ToBench();
            }

            if (topic.IsEmpty)
                continue;
            last = lines.Line;
            var index = judgments.Find(topic);
            if (index < 0)
            {
                ignored.TryAdd(topic, IdHash.Of(topic), out _);
                continue;
            }

            var file = _files[index % _files.Length];
            Utf8Formatter.TryFormat(index, number, out var length);
            file.Write(number[..length]);
            file.WriteByte((byte)' ');
            Utf8Formatter.TryFormat(lines.Number, number, out length);
            file.Write(number[..length]);
            file.WriteByte((byte)'\t');
            file.Write(lines.Line);
            file.WriteByte((byte)'\n');
        }

        return block.IsLast && format is TrecRunFormat && !last.IsEmpty ? Encoding.UTF8.GetString(TrecRunFormat.TagOf(last)) : null;
    }

    private static TextBlock Sort(byte[] records)
    {
        var lines = new List<(int Topic, int Start, int Length)>();
        for (var start = 0; start < records.Length;)
        {
            if (!Utf8Parser.TryParse(records.AsSpan(start), out int topic, out var digits))
                throw new IOException("A temporary file of scattered topics was changed while it was in use.");
            start += digits + 1;
            var length = records.AsSpan(start).IndexOf((byte)'\n') + 1;
            lines.Add((topic, start, length));
            start += length;
        }

        var buffer = ArrayPool<byte>.Shared.Rent(records.Length);
        var filled = 0;
        // OrderBy is stable: lines of a topic keep their order.
        foreach (var (_, start, length) in lines.OrderBy(l => l.Topic))
        {
            records.AsSpan(start, length).CopyTo(buffer.AsSpan(filled));
            filled += length;
        }

        return new TextBlock(buffer, filled, FirstLine: 1, IsLast: false);
    }
}
