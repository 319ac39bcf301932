namespace ImageSearchBench.Benchmarks;

/// <summary>A measurement that is started by hand: <c>dotnet run -c Release --project tests/Benchmarks -- NAME [arguments]</c>.</summary>
internal interface IBenchmark
{
    /// <summary>Its name on the command line, such as <c>index-search</c>.</summary>
    string Name { get; }

    /// <summary>What it compares, and its arguments.</summary>
    string Description { get; }

    /// <summary>Measures, and prints a table in Markdown with medians and ratios of one run.</summary>
    Task RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken);
}
