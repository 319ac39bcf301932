using System.Text.Json.Nodes;

namespace ImageSearchBench.Orchestrator.ImageSources;

/// <summary>Where images for queries come from: a search that people use, or a library with texts. Calls may come side by side.</summary>
internal interface IImageSource : IAsyncDisposable
{
    /// <summary>What it is, for a dataset's card: names and hashes, no paths, no keys.</summary>
    JsonObject Describe();

    /// <summary>Searches.</summary>
    /// <param name="query">What for.</param>
    /// <param name="page">Empty for the first page, then <see cref="ImagePage.NextPage"/> of the page before.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="Hosting.Errors.BenchException">The source cannot be reached, refuses, or answers what cannot be read.</exception>
    Task<ImagePage> SearchAsync(ImageQuery query, string page, CancellationToken cancellationToken);
}

/// <summary>A query to an image source.</summary>
/// <param name="Text">What a person types.</param>
/// <param name="Language">BCP 47 tag of the text.</param>
internal sealed record ImageQuery(string Text, string Language);

/// <summary>A page of results.</summary>
/// <param name="Images">The results, best first.</param>
/// <param name="Total">Results in all; null where the source does not say.</param>
/// <param name="NextPage">Token of the next page; empty when this is the last one.</param>
internal sealed record ImagePage(IReadOnlyList<FoundImage> Images, long? Total, string NextPage);
