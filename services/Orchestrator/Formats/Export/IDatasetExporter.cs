namespace ImageSearchBench.Orchestrator.Formats.Export;

/// <summary>Writes one format. Found by name in <see cref="FormatCatalog"/>.</summary>
internal interface IDatasetExporter
{
    /// <summary>Its name on the command line, such as <c>chinese-clip</c>.</summary>
    string Name { get; }

    /// <summary>What it is, in a sentence.</summary>
    string Description { get; }

    /// <summary>What the format can hold; everything else that a dataset has is lost and named before the export.</summary>
    DatasetFeatures Holds { get; }

    /// <summary>Writes the files of the format below the export's folder.</summary>
    Task ExportAsync(ExportContext export, CancellationToken cancellationToken);
}
