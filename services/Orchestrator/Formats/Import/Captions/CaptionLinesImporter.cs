using ImageSearchBench.Hosting.Errors;

namespace ImageSearchBench.Orchestrator.Formats.Import.Captions;

/// <summary>
/// Caption files with numbered lines: Flickr8k and Flickr30k tokens (<c>x.jpg#0 TAB caption</c>), Flickr8k-CN and Flickr30k-CN(A)
/// (<c>x.jpg#zhc#0 caption</c>), COCO-CN (<c>&lt;file&gt;#0 TAB caption</c>).
/// </summary>
internal sealed class CaptionLinesImporter : IDatasetImporter
{
    public string Name => "caption-lines";

    public IReadOnlyList<string> Aliases => ["flickr-token", "flickr8k", "flickr30k", "flickr8k-cn", "flickr30k-cn", "flickr30k-cna", "coco-cn"];

    public string Description => "caption files with lines <file>#<n> or <file>#<tag>#<n>, then the caption: Flickr8k/30k tokens, Flickr8k-CN, Flickr30k-CN(A), COCO-CN";

    public string Paths => "one caption file or more, and the folder of the images";

    public bool Recognises(InputSample sample) => sample.Has(IsText, head => CaptionPlaces.OfTokens(head.Split('\n')[0].TrimEnd('\r')) is not null);

    public Task<IDatasetSource> OpenAsync(SourceInput input, CancellationToken cancellationToken)
    {
        // Files that are named count; in a folder those that look like it.
        var named = input.Paths.Where(File.Exists).ToArray();
        var files = named.Length > 0
            ? named
            : [.. input.Files().Where(f => IsText(Path.GetFileName(f)) && Recognises(new InputSample([f])))];
        if (files.Length == 0)
            throw BenchException.NotFound($"There is no caption file in {string.Join(", ", input.Paths)}: lines like x.jpg#0 TAB caption.", "paths");
        return Task.FromResult<IDatasetSource>(new CaptionLineSource(files, input, FirstLineIsHeader: false, CaptionPlaces.OfTokens));
    }

    private static bool IsText(string name) =>
        name.EndsWith(".txt", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".token", StringComparison.OrdinalIgnoreCase)
        || name.EndsWith(".tsv", StringComparison.OrdinalIgnoreCase);
}
