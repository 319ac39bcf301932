namespace ImageSearchBench.Evaluator.Score.Input;

/// <summary>BEIR's table: a header, then <c>query-id TAB corpus-id TAB score</c>; ids may hold blanks.</summary>
/// <param name="grades">Whether the last column holds grades, which are whole numbers.</param>
internal sealed class TsvFormat(bool grades) : ILineFormat
{
    public bool HasHeader => true;

    public ReadOnlySpan<byte> TopicOf(ReadOnlySpan<byte> line)
    {
        if (line.IsEmpty)
            return default;
        var end = line.IndexOf((byte)'\t');
        return end > 0 ? line[..end] : throw Malformed();
    }

    public void Read(ReadOnlySpan<byte> line, IHitSink sink)
    {
        line = line[(TopicOf(line).Length + 1)..];
        var end = line.IndexOf((byte)'\t');
        if (end <= 0)
            throw Malformed();
        sink.Add(line[..end], grades ? Grade(line[(end + 1)..]) : Score(line[(end + 1)..]));
    }

    private static double Grade(ReadOnlySpan<byte> text) =>
        Numbers.TryWhole(text, out var grade) ? grade : throw new LineException($"the grade '{TextFields.Show(text)}' is no whole number");

    private static double Score(ReadOnlySpan<byte> text) =>
        Numbers.TryReal(text, out var score) ? score : throw new LineException($"the score '{TextFields.Show(text)}' is no number");

    private static LineException Malformed() => new("a line has three fields, separated by tabs: query-id, corpus-id, score");
}
