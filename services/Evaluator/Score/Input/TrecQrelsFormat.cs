using System.Runtime.CompilerServices;

namespace ImageSearchBench.Evaluator.Score.Input;

/// <summary>TREC judgements: exactly <c>qid iter docid rel</c>. Lines with # say nothing; a blank line is an error.</summary>
internal sealed class TrecQrelsFormat : ILineFormat
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public ReadOnlySpan<byte> TopicOf(ReadOnlySpan<byte> line)
    {
        if (!line.IsEmpty && line[0] == '#')
            return default;
        return new TextFields(line).Next(out var topic) ? topic : throw new LineException("a blank line; remove it");
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Read(ReadOnlySpan<byte> line, IHitSink sink)
    {
        var fields = new TextFields(line);
        if (!fields.Next(out _) || !fields.Next(out _) || !fields.Next(out var document) || !fields.Next(out var grade) || !fields.AtEnd)
            throw new LineException("a line of judgements has four fields: qid iter docid rel");
        if (!Numbers.TryWhole(grade, out var value))
            throw new LineException($"the grade '{TextFields.Show(grade)}' is no whole number");
        sink.Add(document, value);
    }
}
