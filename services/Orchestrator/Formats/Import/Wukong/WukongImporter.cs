using System.Globalization;
using System.Runtime.CompilerServices;
using ImageSearchBench.Hosting.Errors;
using ImageSearchBench.Orchestrator.Datasets;
using ImageSearchBench.Orchestrator.Formats.Files;

namespace ImageSearchBench.Orchestrator.Formats.Import.Wukong;

/// <summary>Noah-Wukong: CSV with the columns <c>url</c> and <c>caption</c>, in any order. Images are fetched; about a third of the URLs are dead.</summary>
internal sealed class WukongImporter : IDatasetImporter
{
    public string Name => "wukong";

    public IReadOnlyList<string> Aliases => ["noah-wukong", "url-csv"];

    public string Description => "Noah-Wukong CSV: url and caption by header name; images are fetched, dead URLs reported";

    public string Paths => "one CSV file or more, or their folder";

    public bool Recognises(InputSample sample) => sample.Has(IsCsv, head =>
        head.Split('\n')[0].Split(',').Select(c => c.Trim().Trim('"').ToLowerInvariant()).ToArray() is { } columns
        && columns.Contains("url") && (columns.Contains("caption") || columns.Contains("text")));

    public Task<IDatasetSource> OpenAsync(SourceInput input, CancellationToken cancellationToken)
    {
        var files = input.Files().Where(f => IsCsv(f)).ToArray();
        if (files.Length == 0)
            input.Require("CSV file with url and caption", _ => false);
        return Task.FromResult<IDatasetSource>(new Source(files, input));
    }

    private static bool IsCsv(string name) => name.EndsWith(".csv", StringComparison.OrdinalIgnoreCase);

    private sealed class Source(IReadOnlyList<string> files, SourceInput input) : IDatasetSource
    {
        public async IAsyncEnumerable<SourceImage> ReadImagesAsync([EnumeratorCancellation] CancellationToken cancellationToken)
        {
            await foreach (var (id, url, _, place) in RowsAsync(cancellationToken))
                yield return new SourceImage(id, place) { Url = url, Source = url };
        }

        public async IAsyncEnumerable<SourceQuery> ReadQueriesAsync([EnumeratorCancellation] CancellationToken cancellationToken)
        {
            await foreach (var (id, _, caption, place) in RowsAsync(cancellationToken))
                yield return new SourceQuery(QueryDefaults.Of(id, caption, input.Language), [new Judgment(id, 1)], place);
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;

        // Rows have no ids; file and row number stay the same however often it is read.
        private async IAsyncEnumerable<(string Id, string Url, string Caption, string Place)> RowsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
        {
            foreach (var file in files)
            {
                await using var csv = await CsvReader.OpenAsync(file, input.Faults, cancellationToken);
                var (url, caption) = (csv.Column("url"), csv.Column("caption", "text"));
                if (url is null || caption is null)
                    throw BenchException.Invalid($"{file}:1: the header needs the columns 'url' and 'caption'.");
                var stem = Path.GetFileNameWithoutExtension(file);
                while (await csv.ReadAsync(cancellationToken))
                {
                    if (csv[url].Length == 0)
                        input.Faults.Refuse(csv.Place, "the row has no URL.");
                    else
                        yield return ($"{stem}-{csv.Record.ToString("D8", CultureInfo.InvariantCulture)}", csv[url].Trim(), csv[caption].Trim(), csv.Place);
                }
            }
        }
    }
}
