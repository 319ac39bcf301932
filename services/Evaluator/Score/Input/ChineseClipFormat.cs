using System.Globalization;
using System.Text;
using System.Text.Json;

namespace ImageSearchBench.Evaluator.Score.Input;

/// <summary>
/// Chinese-CLIP's lines: <c>{"text_id": 8428, "image_ids": [1076345, …]}</c>, or the other way round for image→text. Ids are whole numbers.
/// As predictions the ids stand in rank order, exactly ten of them, none twice, and a topic stands in one line, as its scripts demand.
/// </summary>
/// <param name="predictions">Whether these are predictions, and not the truth.</param>
internal sealed class ChineseClipFormat(bool predictions) : ILineFormat
{
    /// <summary>How many ids a prediction has.</summary>
    public const int Depth = 10;

    private readonly List<long> _documents = [];
    private byte[] _topic = [];

    public ReadOnlySpan<byte> TopicOf(ReadOnlySpan<byte> line)
    {
        if (line.Trim(" \t"u8).IsEmpty)
            return default;
        Parse(line);
        return _topic;
    }

    public void Read(ReadOnlySpan<byte> line, IHitSink sink)
    {
        Parse(line);
        var topic = Encoding.ASCII.GetString(_topic);
        if (predictions && sink.Count > 0)
            throw new LineException($"{topic} has a second line of predictions");
        if (predictions && _documents.Count != Depth)
            throw new LineException($"{topic} has {_documents.Count} predicted ids; exactly {Depth} are required");
        Span<byte> id = stackalloc byte[20];
        for (var i = 0; i < _documents.Count; i++)
        {
            _documents[i].TryFormat(id, out var length, default, CultureInfo.InvariantCulture);
            sink.Add(id[..length], predictions ? _documents.Count - i : 1);
        }
    }

    private void Parse(ReadOnlySpan<byte> line)
    {
        (_topic, byte[] text, byte[] image, var ofImages) = ([], [], [], false);
        var listed = false;
        _documents.Clear();
        try
        {
            var reader = new Utf8JsonReader(line);
            reader.Read();
            if (reader.TokenType != JsonTokenType.StartObject)
                throw new LineException("the line is no JSON object");
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (reader.ValueTextEquals("text_id"u8))
                    text = Number(ref reader, "text_id");
                else if (reader.ValueTextEquals("image_id"u8))
                    image = Number(ref reader, "image_id");
                else if (reader.ValueTextEquals("image_ids"u8))
                    (listed, ofImages) = (ReadIds(ref reader, "image_ids"), false);
                else if (reader.ValueTextEquals("text_ids"u8))
                    (listed, ofImages) = (ReadIds(ref reader, "text_ids"), true);
                else
                    reader.Skip();
            }
        }
        catch (JsonException e)
        {
            throw new LineException($"no valid JSON ({e.Message})");
        }

        _topic = ofImages ? image : text;
        if (_topic.Length == 0 || !listed)
            throw new LineException("the line needs \"text_id\" and \"image_ids\", or \"image_id\" and \"text_ids\"");
    }

    private bool ReadIds(ref Utf8JsonReader reader, string name)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartArray)
            throw new LineException($"\"{name}\" is no array");
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt64(out var id))
                throw new LineException($"\"{name}\" has an id at rank {_documents.Count + 1} that is no whole number");
            _documents.Add(id);
        }

        return true;
    }

    private static byte[] Number(ref Utf8JsonReader reader, string name)
    {
        reader.Read();
        return reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out _)
            ? reader.ValueSpan.ToArray()
            : throw new LineException($"\"{name}\" is no whole number");
    }
}
