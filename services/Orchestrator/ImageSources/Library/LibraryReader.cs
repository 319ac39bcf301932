using ImageSearchBench.Hosting.Errors;
using ImageSearchBench.Orchestrator.Formats;
using ImageSearchBench.Orchestrator.Formats.Files;
using ImageSearchBench.Orchestrator.Formats.Import;
using ImageSearchBench.Orchestrator.Jobs;

namespace ImageSearchBench.Orchestrator.ImageSources.Library;

/// <summary>
/// Reads a library: a file of texts, in JSON lines or in any format that can be imported (COCO captions, Flickr tokens, CSV and so on), or a
/// folder, with all such files that lie in it. An image of a folder that has no text is known by its file's name.
/// </summary>
internal sealed class LibraryReader(FormatCatalog formats, LibraryCatalog catalog, string workFolder, StageTracker stage) : IFormatFaults
{
    private static readonly string[] TextFiles = [".jsonl", ".ndjson", ".json", ".csv", ".tsv", ".txt", ".token"];

    /// <summary>Reads a file or a folder.</summary>
    /// <exception cref="BenchException">It is not there, breaks its format, or has no image.</exception>
    public async Task ReadAsync(string path, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(path))
            await ReadFileAsync(path, Path.GetDirectoryName(path)!, formats.Recognise, cancellationToken);
        else
        {
            foreach (var file in Directory.EnumerateFiles(path).Where(f => TextFiles.Contains(Path.GetExtension(f).ToLowerInvariant())).Order(StringComparer.Ordinal))
            {
                if (IsLines(file) ? await LibraryLines.RecognisesAsync(file, cancellationToken) : Importer(file) is not null)
                    await ReadFileAsync(file, path, paths => Importer(paths[0])!, cancellationToken);
            }

            await ReadFolderAsync(path, cancellationToken);
        }

        if (catalog.Images == 0)
            throw BenchException.Invalid($"{path}: there is no image. Name a folder of images, or a file of texts that lies beside its images or their folder.", "source");
        await catalog.FinishAsync(cancellationToken);
    }

    /// <inheritdoc />
    public void Refuse(string place, string what) => throw BenchException.Invalid($"{place}: {what}", "source");

    /// <inheritdoc />
    public void LeaveOut(string place, string item, string reason) => stage.Skip($"{item} ({Path.GetFileName(place)})", reason);

    private static bool IsLines(string file) => Path.GetExtension(file).ToUpperInvariant() is ".JSONL" or ".NDJSON";

    private IDatasetImporter? Importer(string file)
    {
        var sample = new InputSample([file]);
        return formats.Importers.FirstOrDefault(i => i.Recognises(sample));
    }

    private async Task ReadFileAsync(
        string file, string folder, Func<IReadOnlyList<string>, IDatasetImporter> recognise, CancellationToken cancellationToken)
    {
        if (IsLines(file) && await LibraryLines.RecognisesAsync(file, cancellationToken))
            await ReadLinesAsync(file, folder, cancellationToken);
        else
            await ReadDatasetAsync(recognise([file]), file, folder, cancellationToken);
    }

    private async Task ReadLinesAsync(string file, string folder, CancellationToken cancellationToken)
    {
        var finder = new SourceInput([file], "", "", workFolder, this).ImageFinder();
        await foreach (var line in LibraryLines.ReadAsync(file, this, cancellationToken))
        {
            var (path, fault) = finder.Find(line.Image);
            if (path is null)
            {
                LeaveOut(line.Place, line.Image, fault!);
                continue;
            }

            var number = await AddAsync(line.Fields with { Name = NameOf(folder, path), File = path }, cancellationToken);
            foreach (var text in line.Texts)
                await catalog.AddTextAsync(number, text, cancellationToken);
        }
    }

    // Queries of another format are texts of the images that answer them.
    private async Task ReadDatasetAsync(IDatasetImporter importer, string file, string folder, CancellationToken cancellationToken)
    {
        var input = new SourceInput([file], "", "", workFolder, this);
        await using var source = await importer.OpenAsync(input, cancellationToken);
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        await foreach (var image in source.ReadImagesAsync(cancellationToken))
        {
            if (image.File is null)
                LeaveOut(image.Place, image.Id, image.Fault ?? "there is no file of it.");
            else
                numbers[image.Id] = await AddAsync(ToLibrary(image, NameOf(folder, image.File)), cancellationToken);
        }

        await foreach (var query in source.ReadQueriesAsync(cancellationToken))
        {
            foreach (var judgment in query.Judgments.Where(j => j.Grade > 0))
            {
                if (numbers.TryGetValue(judgment.ImageId, out var number))
                    await catalog.AddTextAsync(number, query.Query.Text, cancellationToken);
            }
        }
    }

    private async Task ReadFolderAsync(string folder, CancellationToken cancellationToken)
    {
        foreach (var (name, path) in ImageListing.Of([folder]))
        {
            var (number, isNew) = await catalog.AddImageAsync(new LibraryImage(name, path), cancellationToken);
            if (!isNew)
                continue;
            await catalog.AddTextAsync(number, Path.ChangeExtension(name, null), cancellationToken);
            stage.Add();
        }
    }

    private async Task<int> AddAsync(LibraryImage image, CancellationToken cancellationToken)
    {
        var (number, isNew) = await catalog.AddImageAsync(image, cancellationToken);
        if (isNew)
            stage.Add();
        return number;
    }

    private static LibraryImage ToLibrary(SourceImage image, string name) =>
        new(name, image.File!) { Source = image.Source ?? image.Url, Licence = image.Licence };

    // 'images' is where images lie, not part of their names.
    private static string NameOf(string folder, string path)
    {
        const string Images = "images/";
        var name = Path.GetRelativePath(folder, path).Replace(Path.DirectorySeparatorChar, '/');
        return name.StartsWith(Images, StringComparison.Ordinal) ? name[Images.Length..] : name;
    }
}
