using System.Buffers.Text;

namespace ImageSearchBench.Evaluator.Score.Input;

/// <summary>Lines of another format that carry the number they had in their file: <c>number TAB line</c>.</summary>
internal sealed class NumberedLineFormat(ILineFormat format) : ILineFormat
{
    public ReadOnlySpan<byte> TopicOf(ReadOnlySpan<byte> line) => format.TopicOf(Strip(line, out _));

    public void Read(ReadOnlySpan<byte> line, IHitSink sink)
    {
        line = Strip(line, out var number);
        try
        {
            format.Read(line, sink);
        }
        catch (LineException e)
        {
            throw new LineException(e.Message, number);
        }
    }

    private static ReadOnlySpan<byte> Strip(ReadOnlySpan<byte> line, out long number)
    {
        if (!Utf8Parser.TryParse(line, out number, out var length))
            throw new LineException("a sorted line has lost its number");
        return line[(length + 1)..];
    }
}
