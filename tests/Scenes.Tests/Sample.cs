using System.Text.Json;

namespace ImageSearchBench.Scenes.Tests;

/// <summary>The committed sample, found from the test's place in the repository.</summary>
internal static class Sample
{
    public static string Samples { get; } = Find();

    public static string Scenes => Path.Combine(Samples, "scenes");

    public static JsonElement Json(params string[] path)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine([Samples, .. path])));
        return document.RootElement.Clone();
    }

    public static JsonElement[] Lines(string folder, string name) =>
        [.. File.ReadLines(Path.Combine(folder, name)).Select(line =>
        {
            using var document = JsonDocument.Parse(line);
            return document.RootElement.Clone();
        })];

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var samples = Path.Combine(folder.FullName, "samples");
            if (Directory.Exists(Path.Combine(samples, "scenes"))) return samples;
        }

        throw new DirectoryNotFoundException("samples/scenes is not above the test");
    }
}
