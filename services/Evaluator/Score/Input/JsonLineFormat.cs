using System.Text;
using System.Text.Json;

namespace ImageSearchBench.Evaluator.Score.Input;

/// <summary>
/// JSON lines: <c>{"query_id", "document_id", "score"}</c> (grade: <c>"grade"</c>) a hit, or <c>{"query_id", "hits": [{…}, …]}</c> a topic;
/// "qid", "doc_id", "docid", "relevance" and "judgments" are read as well.
/// </summary>
/// <param name="grades">Whether values are grades, which are whole numbers.</param>
internal sealed class JsonLineFormat(bool grades) : ILineFormat
{
    private byte[] _topic = [];
    private byte[] _document = [];

    public ReadOnlySpan<byte> TopicOf(ReadOnlySpan<byte> line)
    {
        if (line.Trim(" \t"u8).IsEmpty)
            return default;
        Walk(line, sink: null);
        return _topic;
    }

    public void Read(ReadOnlySpan<byte> line, IHitSink sink) => Walk(line, sink);

    private void Walk(ReadOnlySpan<byte> line, IHitSink? sink)
    {
        _topic = [];
        try
        {
            var reader = new Utf8JsonReader(line);
            reader.Read();
            if (reader.TokenType != JsonTokenType.StartObject)
                throw new LineException("the line is no JSON object");
            ReadObject(ref reader, sink, top: true);
            if (reader.Read())
                throw new LineException("something follows the JSON object");
        }
        catch (JsonException e)
        {
            throw new LineException($"no valid JSON ({e.Message})");
        }

        if (_topic.Length == 0)
            throw new LineException("the line has no \"query_id\"");
    }

    private void ReadObject(ref Utf8JsonReader reader, IHitSink? sink, bool top)
    {
        var (value, document, nested) = (double.NaN, false, false);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (top && (reader.ValueTextEquals("query_id"u8) || reader.ValueTextEquals("qid"u8)))
            {
                _topic = Id(ref reader);
            }
            else if (reader.ValueTextEquals("document_id"u8) || reader.ValueTextEquals("doc_id"u8) || reader.ValueTextEquals("docid"u8))
            {
                _document = Id(ref reader);
                document = true;
            }
            else if (IsValue(ref reader))
            {
                value = Value(ref reader);
            }
            else if (top && (reader.ValueTextEquals("hits"u8) || reader.ValueTextEquals("judgments"u8)))
            {
                nested = true;
                ReadArray(ref reader, sink);
            }
            else
            {
                reader.Skip();
            }
        }

        if (top && nested)
            return;
        if (!document || double.IsNaN(value))
            throw new LineException(grades ? "a judgement needs \"document_id\" and \"grade\"" : "a hit needs \"document_id\" and \"score\"");
        sink?.Add(_document, value);
    }

    private void ReadArray(ref Utf8JsonReader reader, IHitSink? sink)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartArray)
            throw new LineException("\"hits\" is no array");
        while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
            ReadObject(ref reader, sink, top: false);
        if (reader.TokenType != JsonTokenType.EndArray)
            throw new LineException("\"hits\" holds something that is no object");
    }

    private bool IsValue(ref Utf8JsonReader reader) =>
        grades ? reader.ValueTextEquals("grade"u8) || reader.ValueTextEquals("relevance"u8) : reader.ValueTextEquals("score"u8);

    private double Value(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.Number && grades && reader.TryGetInt32(out var grade))
            return grade;
        if (reader.TokenType == JsonTokenType.Number && !grades && reader.TryGetDouble(out var score) && double.IsFinite(score))
            return score;
        throw new LineException($"'{Encoding.UTF8.GetString(reader.ValueSpan)}' is no {(grades ? "grade (a whole number)" : "score")}");
    }

    internal static byte[] Id(ref Utf8JsonReader reader)
    {
        reader.Read();
        var id = reader.TokenType switch
        {
            JsonTokenType.String when reader.GetString() is { Length: > 0 } text => Encoding.UTF8.GetBytes(text),
            JsonTokenType.Number when reader.TryGetInt64(out _) => reader.ValueSpan.ToArray(),
            _ => throw new LineException("an id is neither a text nor a whole number"),
        };
        return id;
    }
}
