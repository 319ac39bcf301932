using System.Text.Json.Nodes;

namespace ImageSearchBench.Orchestrator.CaptionSets;

/// <summary>What people wrote.</summary>
internal sealed class PeopleCaptions(WrittenCaptions written) : ICaptionSource
{
    /// <inheritdoc />
    public IReadOnlyList<string> Languages => written.Languages;

    /// <inheritdoc />
    public JsonArray Models => [];

    /// <inheritdoc />
    public async Task<IReadOnlyList<FoundCaptions>> FindAsync(IReadOnlyList<PreparedPhoto> photos, CancellationToken cancellationToken)
    {
        var found = await written.FindAsync(photos.Select(p => p.Image).ToArray(), cancellationToken);
        return photos.Select(p => new FoundCaptions(InOrder(found[p.Image]), Fault: null)).ToArray();
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private PhotoCaption[] InOrder(List<WrittenCaption> captions) =>
        Languages.SelectMany(l => captions.Where(c => c.Language == l)).Select(c => new PhotoCaption(c.Language, c.Text, "person")).ToArray();
}
