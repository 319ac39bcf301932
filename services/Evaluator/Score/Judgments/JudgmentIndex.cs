using System.Runtime.CompilerServices;
using System.Text;
using ImageSearchBench.Evaluator.Score.Input;
using ImageSearchBench.Hosting.Errors;

namespace ImageSearchBench.Evaluator.Score.Judgments;

/// <summary>All judgements of a file, in memory.</summary>
internal sealed class JudgmentIndex
{
    private readonly IdTable _ids = new();
    private readonly List<JudgedTopic> _topics = [];

    /// <summary>Topics.</summary>
    public int Count => _topics.Count;

    /// <summary>The topics' numbers, in UTF-8 byte order of their ids.</summary>
    public int[] Order { get; private set; } = [];

    /// <summary>A topic.</summary>
    public JudgedTopic this[int topic] => _topics[topic];

    /// <summary>A topic's id.</summary>
    public string IdOf(int topic) => Encoding.UTF8.GetString(_ids[topic]);

    /// <summary>A topic's number, or -1.</summary>
    public int Find(ReadOnlySpan<byte> id) => _ids.Find(id, IdHash.Of(id));

    /// <summary>Reads a file.</summary>
    /// <exception cref="BenchException">A line is malformed, a document is judged twice, or there are no judgements.</exception>
    public static async Task<JudgmentIndex> ReadAsync(InputFile file, CancellationToken cancellationToken)
    {
        var format = await FormatDetector.DetectAsync(file, cancellationToken) switch
        {
            TextFormat.Tsv => (ILineFormat)new TsvFormat(grades: true),
            TextFormat.JsonLines => new JsonLineFormat(grades: true),
            TextFormat.ChineseClip => new ChineseClipFormat(predictions: false),
            TextFormat.JsonObject => throw BenchException.Invalid($"{file.Name}: judgements as one JSON object are not read; write JSON lines or TREC."),
            _ => new TrecQrelsFormat(),
        };
        var index = new JudgmentIndex();
        await foreach (var block in BlockReader.ReadAsync(file, format, cancellationToken))
        {
            using (block)
                index.Read(block, format, file.Name);
        }

        if (index.Count == 0)
            throw BenchException.Invalid($"{file.Name}: there are no judgements in it.");
        index.Order = [.. Enumerable.Range(0, index.Count).Order(Comparer<int>.Create(index._ids.Compare))];
        return index;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Read(TextBlock block, ILineFormat format, string file)
    {
        var lines = new LineCursor(block.Text, block.FirstLine);
        var current = -1;
        while (lines.Next())
        {
            try
            {
                var topic = format.TopicOf(lines.Line);
                if (topic.IsEmpty)
                    continue;
                if (current < 0 || !_ids[current].SequenceEqual(topic))
                    current = Topic(topic);
                format.Read(lines.Line, _topics[current]);
            }
            catch (LineException e)
            {
                throw new FileLineException(file, lines.Number, e.Message).ToBench();
            }
        }
    }

    private int Topic(ReadOnlySpan<byte> id)
    {
        if (_ids.TryAdd(id, IdHash.Of(id), out var topic))
            _topics.Add(new JudgedTopic());
        return topic;
    }
}
