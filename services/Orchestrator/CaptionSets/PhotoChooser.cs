using System.Collections;
using System.Runtime.CompilerServices;
using ImageSearchBench.Hosting.Errors;
using ImageSearchBench.Orchestrator.Files;
using ImageSearchBench.Orchestrator.Jobs;

namespace ImageSearchBench.Orchestrator.CaptionSets;

/// <summary>Photos that were chosen, in the order in which they were taken.</summary>
/// <param name="Photos">The photos with the places of their lines.</param>
/// <param name="Selection">What they were taken for.</param>
internal sealed record ChosenPhotos(IReadOnlyList<(PreparedPhoto Photo, long Offset)> Photos, Selection Selection);

/// <summary>
/// Chooses photos and prepares them. Only photos that are chosen are opened: those that turn out to be broken or misshapen are excluded
/// and the choice is made again, until every chosen photo is good. Since a photo that is not taken changes nothing for the others, this is
/// the choice that opening all photos first would have led to.
/// </summary>
internal sealed class PhotoChooser(PhotoTable table, PhotoFile file, PreparedPhotos prepared, SkippedPhotos skipped)
{
    private readonly DiverseSelector _selector = new(table.Places, table.Times);
    private readonly BitArray _excluded = new(table.Count);
    private readonly Dictionary<int, PreparedPhoto> _good = [];

    /// <summary>Chooses photos; asked again for a larger number, those chosen before are its first ones.</summary>
    /// <exception cref="BenchException">No photo can be used.</exception>
    public async Task<ChosenPhotos> ChooseAsync(int count, StageTracker stage, CancellationToken cancellationToken)
    {
        while (true)
        {
            var selection = _selector.Select(count, _excluded, cancellationToken);
            var unknown = selection.Positions.Where(p => !_good.ContainsKey(p)).OrderBy(p => table.Offsets[p]).ToArray();
            stage.SetTotal(selection.Positions.Count + skipped.Summary.Images);
            if (unknown.Length == 0)
            {
                if (selection.Positions.Count == 0)
                    throw BenchException.Invalid($"None of the {table.Count} photos can be used. {FirstReason()}");
                await prepared.FlushAsync(cancellationToken);
                return new ChosenPhotos(selection.Positions.Select(p => (_good[p], table.Offsets[p])).ToArray(), selection);
            }

            await PrepareAsync(unknown, stage, cancellationToken);
        }
    }

    private async Task PrepareAsync(int[] positions, StageTracker stage, CancellationToken cancellationToken)
    {
        var results = OrderedParallel.SelectAsync(
            NamesAsync(positions, cancellationToken),
            Environment.ProcessorCount * 2,
            async photo => prepared.Find(photo.Image) is { } known
                ? (photo.Position, Prepared: known, Restored: true)
                : (photo.Position, Prepared: await prepared.PrepareAsync(photo.Image, cancellationToken), Restored: false),
            cancellationToken);
        await foreach (var (position, photo, restored) in results)
        {
            if (!restored)
                await prepared.KeepAsync(photo, cancellationToken);
            if (photo.Fault is { } fault)
            {
                _excluded[position] = true;
                skipped.Add(photo.Image, fault);
                stage.Skip(photo.Image, fault);
                continue;
            }

            _good[position] = photo;
            if (restored)
                stage.Restore(1);
            else
                stage.Add();
        }
    }

    private async IAsyncEnumerable<(int Position, string Image)> NamesAsync(
        int[] positions, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var position in positions)
            yield return (position, (await file.ReadAtAsync(table.Offsets[position], cancellationToken)).Image);
    }

    private string FirstReason() =>
        skipped.Summary.Items.Count == 0 ? "There are none." : $"The first one, {skipped.Summary.Items[0].Item}: {skipped.Summary.Items[0].Reason}";
}
