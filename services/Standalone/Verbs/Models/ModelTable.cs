using System.Globalization;
using ImageSearchBench.Contracts.Encoder.V1;
using ImageSearchBench.Standalone.Output;

namespace ImageSearchBench.Standalone.Verbs.Models;

/// <summary>Models as <c>isb models</c> shows them.</summary>
internal static class ModelTable
{
    /// <summary>A row each: what it is, how large and how fast.</summary>
    public static void Show(Terminal terminal, IEnumerable<Model> models)
    {
        var table = Tables.WithColumns(
            "name", "kind", ">dimension", ">image", ">tokens", "languages", "precision", ">size", ">images/s", ">texts/s", "licence");
        foreach (var model in models)
        {
            table.Row(
                model.Name,
                JsonMapping.Word(model.Kind),
                Tables.Count(model.Dimension),
                Tables.Count(model.ImageSize),
                Tables.Count(model.ContextLength),
                string.Join(' ', model.Languages),
                model.BatchDependent ? model.Precision + " (one at a time)" : model.Precision,
                Megabytes(model.SizeBytes),
                Speed(model.ImagesPerSecond),
                Speed(model.TextsPerSecond),
                model.License);
        }

        terminal.Write(table);
    }

    /// <summary>Bytes in millions.</summary>
    public static string Megabytes(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:0.0} MB");

    private static string Speed(double perSecond) => perSecond > 0 ? perSecond.ToString("N1", CultureInfo.InvariantCulture) : "";
}
