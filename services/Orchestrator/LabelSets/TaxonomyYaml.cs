using System.Buffers;
using System.Text.Json;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace ImageSearchBench.Orchestrator.LabelSets;

/// <summary>
/// A taxonomy in YAML, as the JSON that says the same. Values are texts as they are written (<c>no</c> is a name, not false), but for
/// <c>version</c>. Aliases are refused: a few of them make a file of any size.
/// </summary>
internal static class TaxonomyYaml
{
    private const int MaxDepth = 8;

    /// <returns>The document, and the line of each entry of <c>labels</c>.</returns>
    /// <exception cref="YamlException">The text is no YAML, or uses what a taxonomy has no need of.</exception>
    public static (JsonDocument Document, IReadOnlyList<int> Lines) Parse(string yaml)
    {
        var parser = new Parser(new StringReader(yaml));
        var lines = new List<int>();
        var buffer = new ArrayBufferWriter<byte>();
        parser.Consume<StreamStart>();
        if (!parser.TryConsume<DocumentStart>(out _))
            throw new YamlException("the file is empty.");
        using (var json = new Utf8JsonWriter(buffer))
            Write(parser, json, key: "", depth: 0, lines);
        parser.Consume<DocumentEnd>();
        if (!parser.TryConsume<StreamEnd>(out _))
            throw new YamlException(parser.Current!.Start, parser.Current.End, "a taxonomy is one document.");
        return (JsonDocument.Parse(buffer.WrittenMemory), lines);
    }

    private static void Write(Parser parser, Utf8JsonWriter json, string key, int depth, List<int> lines)
    {
        if (depth > MaxDepth)
            throw new YamlException(parser.Current!.Start, parser.Current.End, "this is too deep for a taxonomy.");
        if (parser.TryConsume<MappingStart>(out _))
        {
            json.WriteStartObject();
            while (!parser.TryConsume<MappingEnd>(out _))
            {
                var name = parser.Consume<Scalar>();
                json.WritePropertyName(name.Value);
                Write(parser, json, name.Value, depth + 1, lines);
            }

            json.WriteEndObject();
        }
        else if (parser.TryConsume<SequenceStart>(out _))
        {
            json.WriteStartArray();
            while (!parser.TryConsume<SequenceEnd>(out _))
            {
                if (depth == 1 && key == "labels")
                    lines.Add((int)parser.Current!.Start.Line);
                Write(parser, json, key: "", depth + 1, lines);
            }

            json.WriteEndArray();
        }
        else if (parser.TryConsume<Scalar>(out var scalar))
        {
            if (depth == 1 && key == "version" && scalar.Value == "1")
                json.WriteNumberValue(1);
            else
                json.WriteStringValue(scalar.Value);
        }
        else
            throw new YamlException(parser.Current!.Start, parser.Current.End, "aliases are not taken: write the value again.");
    }
}
