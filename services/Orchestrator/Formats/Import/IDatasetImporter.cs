namespace ImageSearchBench.Orchestrator.Formats.Import;

/// <summary>Reads one format. Found by name in <see cref="FormatCatalog"/>.</summary>
internal interface IDatasetImporter
{
    /// <summary>Its name on the command line, such as <c>chinese-clip</c>.</summary>
    string Name { get; }

    /// <summary>Other names: data sets that come in this format.</summary>
    IReadOnlyList<string> Aliases { get; }

    /// <summary>What it is, in a sentence.</summary>
    string Description { get; }

    /// <summary>Which files and folders to name.</summary>
    string Paths { get; }

    /// <summary>The files look like this format; several formats may say so, and the first one in the catalog is taken.</summary>
    bool Recognises(InputSample sample);

    /// <summary>Opens the files.</summary>
    /// <exception cref="Hosting.Errors.BenchException">A file that the format needs is missing.</exception>
    Task<IDatasetSource> OpenAsync(SourceInput input, CancellationToken cancellationToken);
}
