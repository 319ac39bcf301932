using System.Text.Encodings.Web;
using System.Text.Json;
using ImageSearchBench.Evaluator.Score.Figures;

namespace ImageSearchBench.Evaluator.Score.Output;

/// <summary>Prints <c>{"runs": [{"run", "tag", "queries", "measures": {name: value}, "topics": {id: {name: value}}}]}</c> at full precision.</summary>
internal static class JsonReportWriter
{
    public static async Task WriteAsync(IReadOnlyList<RunReport> runs, IReadOnlyList<Figure> figures, bool perQuery, TextWriter output)
    {
        using var memory = new MemoryStream();
        await using (var json = new Utf8JsonWriter(memory, new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteStartArray("runs");
            foreach (var run in runs)
                Write(json, run, figures, perQuery);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        memory.Position = 0;
        using var reader = new StreamReader(memory);
        var buffer = new char[1 << 16];
        int length;
        while ((length = await reader.ReadAsync(buffer)) > 0)
            await output.WriteAsync(buffer, 0, length);
        await output.WriteAsync('\n');
    }

    private static void Write(Utf8JsonWriter json, RunReport run, IReadOnlyList<Figure> figures, bool perQuery)
    {
        json.WriteStartObject();
        json.WriteString("run", run.Name);
        json.WriteString("tag", run.Tag);
        json.WriteNumber("queries", run.Topics.Count);
        json.WriteStartObject("measures");
        for (var i = 0; i < figures.Count; i++)
        {
            if (!double.IsNaN(run.Values[i]))
                json.WriteNumber(figures[i].Name, run.Values[i]);
        }

        json.WriteEndObject();
        if (perQuery)
            WriteTopics(json, run, figures);
        json.WriteEndObject();
    }

    private static void WriteTopics(Utf8JsonWriter json, RunReport run, IReadOnlyList<Figure> figures)
    {
        json.WriteStartObject("topics");
        foreach (var topic in run.Topics)
        {
            json.WriteStartObject(topic.Id);
            var column = 0;
            foreach (var figure in figures)
            {
                if (figure.Kind == FigureKind.RelevanceString)
                    json.WriteString(figure.Name, topic.Row.RelevanceString);
                if (figure.Measure is not null)
                    json.WriteNumber(figure.Name, topic.Row.Values[column++]);
            }

            json.WriteEndObject();
        }

        json.WriteEndObject();
    }
}
