using ImageSearchBench.Orchestrator.Grpc;
using ImageSearchBench.Orchestrator.Jobs;
using Proto = ImageSearchBench.Contracts.Orchestrator.V1;

namespace ImageSearchBench.Orchestrator.Formats.Grpc;

/// <summary>Specifications of imports and exports as messages and back.</summary>
internal static class FormatSpecMapping
{
    public static ImportDatasetSpec ToDomain(Proto.ImportDataset spec)
    {
        var faults = new SpecFaults("import_dataset");
        faults.If(spec.Paths.Count == 0, "paths", "must name files or folders.");
        faults.If(!JobSpecMapping.IsName(spec.Name), "name", $"'{spec.Name}' is no dataset name: letters, digits, '.', '_' and '-', 1 to 64 of them.");
        faults.If(spec.Kind is not ("" or "retrieval" or "matching"), "kind", $"'{spec.Kind}' is unknown: choose retrieval or matching.");
        faults.ThrowIfAny();
        return new ImportDatasetSpec(
            spec.Format, [.. spec.Paths.Select(Path.GetFullPath)], spec.Name, spec.Split, spec.Language, spec.Kind, !spec.WithoutFetching);
    }

    public static ExportDatasetSpec ToDomain(Proto.ExportDataset spec)
    {
        var faults = new SpecFaults("export_dataset");
        faults.If(spec.Dataset.Length == 0, "dataset", "must name a dataset or its folder.");
        faults.If(spec.Path.Length == 0, "path", "must name the folder to make.");
        var split = spec.Split.Length == 0 ? "test" : spec.Split;
        faults.If(!JobSpecMapping.IsName(split) || split.StartsWith('.'), "split", $"'{split}' is no split name: letters, digits, '.', '_' and '-'.");
        faults.ThrowIfAny();
        return new ExportDatasetSpec(
            Directory.Exists(spec.Dataset) ? Path.GetFullPath(spec.Dataset) : spec.Dataset, spec.Format,
            Path.TrimEndingDirectorySeparator(Path.GetFullPath(spec.Path)), split, spec.LicensedOnly);
    }

    public static Proto.ImportDataset ToProto(ImportDatasetSpec spec) => new()
    {
        Format = spec.Format,
        Paths = { spec.Paths },
        Name = spec.Name,
        Split = spec.Split,
        Language = spec.Language,
        Kind = spec.DatasetKind,
        WithoutFetching = !spec.Fetch,
    };

    public static Proto.ExportDataset ToProto(ExportDatasetSpec spec) => new()
    {
        Dataset = spec.Dataset,
        Format = spec.Format,
        Path = spec.Path,
        Split = spec.Split,
        LicensedOnly = spec.LicensedOnly,
    };
}
