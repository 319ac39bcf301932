using System.Globalization;
using System.Runtime.CompilerServices;
using ImageSearchBench.Hosting.Errors;
using ImageSearchBench.Orchestrator.Datasets;
using ImageSearchBench.Orchestrator.Files;
using ImageSearchBench.Orchestrator.Formats.Files;
using ImageSearchBench.Orchestrator.LabelSets;

namespace ImageSearchBench.Orchestrator.Formats.Import.Captions;

/// <summary>XTD10: <c>test_image_names.txt</c> and, for each language, <c>test_1kcaptions_&lt;language&gt;.txt</c> whose lines belong together.</summary>
internal sealed class Xtd10Importer : IDatasetImporter
{
    private const string Names = "test_image_names.txt";
    private const string Prefix = "test_1kcaptions_";

    public string Name => "xtd10";

    public IReadOnlyList<string> Aliases => ["xtd"];

    public string Description => "XTD10: test_image_names.txt and test_1kcaptions_<language>.txt, line by line";

    public string Paths => "the folder of these files and the folder of the images; --language picks one language";

    public bool Recognises(InputSample sample) => sample.Has(n => n == Names) && sample.Has(n => n.StartsWith(Prefix, StringComparison.Ordinal));

    public Task<IDatasetSource> OpenAsync(SourceInput input, CancellationToken cancellationToken)
    {
        var names = input.Require($"file {Names}", n => n == Names);
        var captions = input.Files().Where(f => Path.GetFileName(f).StartsWith(Prefix, StringComparison.Ordinal))
            .Select(f => (Language: Path.GetFileNameWithoutExtension(f)[Prefix.Length..], File: f))
            .Where(c => input.Language.Length == 0 || c.Language == input.Language)
            .ToArray();
        return captions.Length > 0
            ? Task.FromResult<IDatasetSource>(new Source(names, captions, input))
            : throw BenchException.Invalid($"There is no file {Prefix}{(input.Language.Length > 0 ? input.Language : "<language>")}.txt.", "language");
    }

    private sealed class Source(string names, IReadOnlyList<(string Language, string File)> captions, SourceInput input) : IDatasetSource
    {
        private readonly List<string> _images = [];

        public async IAsyncEnumerable<SourceImage> ReadImagesAsync([EnumeratorCancellation] CancellationToken cancellationToken)
        {
            var finder = input.ImageFinder();
            await using var lines = LineReader.Open(names);
            while (await lines.ReadAsync(cancellationToken))
            {
                if (lines.IsBlank() || lines.Text(input.Faults)?.Trim() is not { } name)
                    continue;
                var id = ImageIds.Encode(name[..^Path.GetExtension(name).Length]);
                _images.Add(id);
                yield return new SourceImage(id, lines.Place()).With(finder.Find(name));
            }
        }

        public async IAsyncEnumerable<SourceQuery> ReadQueriesAsync([EnumeratorCancellation] CancellationToken cancellationToken)
        {
            foreach (var (language, file) in captions)
            {
                await using var lines = LineReader.Open(file);
                var count = 0;
                while (await lines.ReadAsync(cancellationToken))
                {
                    if (lines.Text(input.Faults)?.Trim() is not { Length: > 0 } text)
                        continue;
                    if (count < _images.Count)
                    {
                        var query = QueryDefaults.Of($"{language}-{(count + 1).ToString(CultureInfo.InvariantCulture)}", text, language);
                        yield return new SourceQuery(query, [new Judgment(_images[count], 1)], lines.Place());
                    }

                    count++;
                }

                if (count != _images.Count)
                    input.Faults.Refuse(file, $"{count} captions for {_images.Count} images: the lines of the two files belong together.");
            }
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
