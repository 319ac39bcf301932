using System.Globalization;
using System.Runtime.CompilerServices;
using ImageSearchBench.Orchestrator.Datasets;
using ImageSearchBench.Orchestrator.Files;
using ImageSearchBench.Orchestrator.Formats.Files;
using ImageSearchBench.Orchestrator.LabelSets;

namespace ImageSearchBench.Orchestrator.Formats.Import.Captions;

/// <summary>
/// Reads files in which each line names an image file and a caption of it. An image's id is its file name without extension; a
/// query's id is that with the line's tag, or with the caption's number where lines have no tags.
/// </summary>
/// <param name="files">The files.</param>
/// <param name="input">Where the images are.</param>
/// <param name="FirstLineIsHeader">The first line of each file names columns.</param>
/// <param name="parse">Takes a line apart; null for one that cannot be.</param>
internal sealed class CaptionLineSource(IReadOnlyList<string> files, SourceInput input, bool FirstLineIsHeader, Func<string, CaptionLine?> parse)
    : IDatasetSource
{
    private readonly ImageFinder _finder = input.ImageFinder();

    public async IAsyncEnumerable<SourceImage> ReadImagesAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var names = new NameSet();
        await foreach (var (line, place) in LinesAsync(input.Faults, cancellationToken))
        {
            if (names.Add(line.File))
                yield return new SourceImage(IdOf(line.File), place).With(Find(line.File));
        }
    }

    public async IAsyncEnumerable<SourceQuery> ReadQueriesAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        var last = ("", 0);
        await foreach (var (line, place) in LinesAsync(input.Faults, cancellationToken))
        {
            var image = IdOf(line.File);
            var tag = line.Tag;
            if (tag.Length == 0)
            {
                // The lines of an image nearly always follow each other: then nothing need be remembered of earlier ones.
                last = last.Item1 == image ? (image, last.Item2 + 1) : (image, counts.GetValueOrDefault(image));
                counts[image] = last.Item2 + 1;
                tag = last.Item2.ToString(CultureInfo.InvariantCulture);
            }

            yield return new SourceQuery(QueryDefaults.Of($"{image}#{tag}", line.Caption, input.Language), [new Judgment(image, 1)], place);
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static string IdOf(string file) => ImageIds.Encode(file[..^Path.GetExtension(file).Length]);

    // COCO-CN names images without their extension.
    private (string? Path, string? Fault) Find(string file) =>
        _finder.Find(file) is { Path: null } missing
            ? Path.GetExtension(file).Length == 0 && _finder.Find(file + ".jpg") is { Path: not null } found ? found : missing
            : _finder.Find(file);

    private async IAsyncEnumerable<(CaptionLine Line, string Place)> LinesAsync(
        IFormatFaults faults, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var file in files)
        {
            await using var lines = LineReader.Open(file);
            while (await lines.ReadAsync(cancellationToken))
            {
                if (lines.IsBlank() || (FirstLineIsHeader && lines.Number == 1) || lines.Text(faults) is not { } text)
                    continue;
                if (parse(text) is { } line)
                    yield return (line, lines.Place());
                else
                    faults.Refuse(lines.Place(), "the line does not begin with an image file and the sign that ends it (a comma, or # and a number).");
            }
        }
    }
}
