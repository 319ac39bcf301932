using ImageSearchBench.Hosting.Errors;
using ImageSearchBench.Orchestrator.Formats.Export;
using ImageSearchBench.Orchestrator.Formats.Import;
using ImageSearchBench.Orchestrator.Formats.Validation;

namespace ImageSearchBench.Orchestrator.Formats;

/// <summary>The formats by name.</summary>
/// <param name="importers">In the order in which unknown files are offered to them.</param>
/// <param name="exporters">What can be written.</param>
/// <param name="validators">What is checked by more than reading it; all other formats are checked by reading.</param>
internal sealed class FormatCatalog(
    IEnumerable<IDatasetImporter> importers, IEnumerable<IDatasetExporter> exporters, IEnumerable<IFormatValidator> validators)
{
    public IReadOnlyList<IDatasetImporter> Importers { get; } = [.. importers];

    public IReadOnlyList<IDatasetExporter> Exporters { get; } = [.. exporters.OrderBy(e => e.Name, StringComparer.Ordinal)];

    public IReadOnlyList<IFormatValidator> Validators { get; } = [.. validators.OrderBy(v => v.Name, StringComparer.Ordinal)];

    /// <summary>The importer of a name or alias.</summary>
    /// <exception cref="BenchException">There is none.</exception>
    public IDatasetImporter Importer(string name) =>
        FindImporter(name)
        ?? throw BenchException.Invalid($"There is no format '{name}' to import. There is {Names(Importers.Select(i => i.Name))}.", "format");

    /// <summary>The importer of a name or alias; null when there is none.</summary>
    public IDatasetImporter? FindImporter(string name) =>
        Importers.FirstOrDefault(i => i.Name == name || i.Aliases.Contains(name, StringComparer.Ordinal));

    /// <summary>The exporter of a name.</summary>
    /// <exception cref="BenchException">There is none.</exception>
    public IDatasetExporter Exporter(string name) =>
        Exporters.FirstOrDefault(e => e.Name == name)
        ?? throw BenchException.Invalid($"There is no format '{name}' to export. There is {Names(Exporters.Select(e => e.Name))}.", "format");

    /// <summary>The validator of a name: a special one, or reading as an import does.</summary>
    /// <exception cref="BenchException">There is none.</exception>
    public IFormatValidator Validator(string name)
    {
        if (Validators.FirstOrDefault(v => v.Name == name) is { } special)
            return special;
        if (FindImporter(name) is { } importer)
            return new ReadingValidator(importer);
        var names = Validators.Select(v => v.Name).Concat(Importers.Select(i => i.Name)).Order(StringComparer.Ordinal);
        throw BenchException.Invalid($"There is no format '{name}' to validate. There is {Names(names)}.", "format");
    }

    /// <summary>The importer that unknown files look like.</summary>
    /// <exception cref="BenchException">They look like none.</exception>
    public IDatasetImporter Recognise(IReadOnlyList<string> paths)
    {
        var sample = new InputSample(paths);
        return Importers.FirstOrDefault(i => i.Recognises(sample))
            ?? throw BenchException.Invalid(
                $"{string.Join(", ", paths)}: this looks like no known format. Name one: {Names(Importers.Select(i => i.Name))}.", "format");
    }

    private static string Names(IEnumerable<string> names) => string.Join(", ", names);
}
