namespace ImageSearchBench.Orchestrator.Formats.Export;

/// <summary>What an export will do, known before it is done.</summary>
/// <param name="Format">The format.</param>
/// <param name="Drops">What the dataset has and the format cannot hold.</param>
/// <param name="Withheld">Images whose licence does not allow to give their files away: they go out as URL and hash.</param>
/// <param name="WithoutLicence">Images that go out with their files and state no licence.</param>
internal sealed record ExportPlan(string Format, DatasetFeatures Drops, long Withheld, long WithoutLicence)
{
    /// <summary>The plan for a dataset.</summary>
    public static ExportPlan Of(IDatasetExporter exporter, FeatureScan scan) =>
        new(exporter.Name, scan.Features & ~exporter.Holds, scan.Withheld, scan.WithoutLicence);
}
