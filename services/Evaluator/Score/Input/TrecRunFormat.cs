using System.Runtime.CompilerServices;

namespace ImageSearchBench.Evaluator.Score.Input;

/// <summary>TREC runs: <c>qid Q0 docid rank score tag</c>, more fields are ignored, and so is the rank. Blank lines and lines with # say nothing.</summary>
internal sealed class TrecRunFormat : ILineFormat
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public ReadOnlySpan<byte> TopicOf(ReadOnlySpan<byte> line) => line.IsEmpty || line[0] == '#' ? default : TextFields.First(line);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Read(ReadOnlySpan<byte> line, IHitSink sink)
    {
        var fields = new TextFields(line);
        if (!fields.Next(out _) || !fields.Next(out _) || !fields.Next(out var document) || !fields.Next(out _)
            || !fields.Next(out var score) || !fields.Next(out _))
            throw new LineException("a line of a run has six fields: qid Q0 docid rank score tag");
        if (!Numbers.TryReal(score, out var value))
            throw new LineException($"the score '{TextFields.Show(score)}' is no number");
        sink.Add(document, value);
    }

    /// <summary>The run's name: the last field of a line.</summary>
    public static ReadOnlySpan<byte> TagOf(ReadOnlySpan<byte> line)
    {
        var fields = new TextFields(line);
        ReadOnlySpan<byte> tag = default;
        for (var i = 0; i < 6; i++)
            fields.Next(out tag);
        return tag;
    }
}
