namespace ImageSearchBench.Orchestrator.Formats.Import.Captions;

/// <summary>
/// Flickr8k and Flickr30k as CSV: a header, then <c>x.jpg,caption</c>. Captions hold commas without quotes, so that a line is split
/// at the first comma after the file's extension.
/// </summary>
internal sealed class FlickrCsvImporter : IDatasetImporter
{
    public string Name => "flickr-csv";

    public IReadOnlyList<string> Aliases => ["flickr8k-csv", "flickr30k-csv"];

    public string Description => "Flickr8k/30k CSV: a header, then x.jpg,caption; captions may hold commas";

    public string Paths => "the CSV file and the folder of its images";

    // Two columns without quotes, the first of image files; other CSV files have their own readers.
    public bool Recognises(InputSample sample) => sample.Has(IsCsv, head =>
    {
        var header = head.Split('\n')[0].TrimEnd('\r');
        return header.StartsWith("image", StringComparison.OrdinalIgnoreCase) && header.Count(c => c == ',') == 1 && CaptionPlaces.OfCsv(Second(head)) > 0;
    });

    public Task<IDatasetSource> OpenAsync(SourceInput input, CancellationToken cancellationToken)
    {
        var file = input.Require("CSV file of captions", IsCsv);
        return Task.FromResult<IDatasetSource>(new CaptionLineSource([file], input, FirstLineIsHeader: true, Parse));
    }

    private static bool IsCsv(string name) =>
        name.EndsWith(".csv", StringComparison.OrdinalIgnoreCase) || (name.EndsWith(".txt", StringComparison.OrdinalIgnoreCase) && name.StartsWith("captions", StringComparison.OrdinalIgnoreCase));

    private static string Second(string head) => head.Split('\n', 3) is [_, var second, ..] ? second : "";

    private static CaptionLine? Parse(string line)
    {
        var comma = CaptionPlaces.OfCsv(line);
        return comma < 0 ? null : new CaptionLine(line[..comma].Trim().Trim('"'), "", line[(comma + 1)..].Trim());
    }
}
