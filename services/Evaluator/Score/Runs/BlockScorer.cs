using System.Runtime.CompilerServices;
using System.Text;
using ImageSearchBench.Evaluator.Score.Input;
using ImageSearchBench.Evaluator.Score.Judgments;

namespace ImageSearchBench.Evaluator.Score.Runs;

/// <summary>A run's lines do not stand topic by topic: it has to be put in order first.</summary>
internal sealed class ScatteredTopicException : Exception;

/// <summary>Scores blocks of whole topics. One per thread.</summary>
internal sealed class BlockScorer(JudgmentIndex judgments, ScorePlan plan, ILineFormat format, string file)
{
    private readonly TopicScorer _scorer = new(judgments, plan);
    private byte[] _topic = new byte[64];
    private int _topicLength;
    private int _number;
    private bool _open;

    /// <summary>Topics without judgements.</summary>
    public int Ignored { get; private set; }

    /// <summary>The run's name, from the last line of the last block.</summary>
    public string? Tag { get; private set; }

    /// <summary>Scores a block.</summary>
    /// <param name="block">Whole topics.</param>
    /// <param name="rows">Gets the topics' values by number.</param>
    /// <exception cref="ScatteredTopicException">A topic was there in another block.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Score(TextBlock block, TopicScoreRow?[] rows)
    {
        var lines = new LineCursor(block.Text, block.FirstLine);
        ReadOnlySpan<byte> last = default;
        _open = false;
        while (lines.Next())
        {
            try
            {
                var topic = format.TopicOf(lines.Line);
                if (topic.IsEmpty)
                    continue;
                if (!_open || !topic.SequenceEqual(_topic.AsSpan(0, _topicLength)))
                {
                    Close(rows);
                    Open(topic);
                }

                format.Read(lines.Line, _scorer);
                last = lines.Line;
            }
            catch (LineException e)
            {
                throw new FileLineException(file, e.Line ?? lines.Number, e.Message);
            }
        }

        Close(rows);
        if (block.IsLast && format is TrecRunFormat)
            Tag = Encoding.UTF8.GetString(TrecRunFormat.TagOf(last));
    }

    private void Open(ReadOnlySpan<byte> topic)
    {
        if (topic.Length > _topic.Length)
            _topic = new byte[topic.Length * 2];
        topic.CopyTo(_topic);
        _topicLength = topic.Length;
        _number = judgments.Find(topic);
        _open = true;
        if (_number < 0)
            Ignored++;
        _scorer.Begin(_number);
    }

    private void Close(TopicScoreRow?[] rows)
    {
        if (!_open || _number < 0)
            return;
        if (Interlocked.CompareExchange(ref rows[_number], _scorer.Finish(), null) is not null)
            throw new ScatteredTopicException();
    }
}
