using System.Text.Json.Nodes;
using ImageSearchBench.Hosting.Errors;

namespace ImageSearchBench.Orchestrator.CaptionSets;

/// <summary>Captions of photos, by people or by a model.</summary>
internal interface ICaptionSource : IAsyncDisposable
{
    /// <summary>Languages of the captions.</summary>
    IReadOnlyList<string> Languages { get; }

    /// <summary>Models that have written captions, for the provenance; empty where people did.</summary>
    JsonArray Models { get; }

    /// <summary>The captions of photos that were not asked for before.</summary>
    /// <returns>Each photo's captions, in the order of the photos.</returns>
    /// <exception cref="BenchException">Captions cannot be had at the moment.</exception>
    Task<IReadOnlyList<FoundCaptions>> FindAsync(IReadOnlyList<PreparedPhoto> photos, CancellationToken cancellationToken);
}

/// <summary>What was found of a photo.</summary>
/// <param name="Captions">Its captions by language; none where there are none.</param>
/// <param name="Fault">Why captions are missing; null where none is.</param>
internal sealed record FoundCaptions(IReadOnlyList<PhotoCaption> Captions, string? Fault);
