using System.IO.Hashing;
using System.Runtime.CompilerServices;
using System.Text;
using ImageSearchBench.Orchestrator.Datasets;
using ImageSearchBench.Orchestrator.Formats.Ids;

namespace ImageSearchBench.Orchestrator.Formats.Import;

/// <summary>
/// Holds what every format must keep: ids are unique and can be written as one field, texts are not empty, a query judges an image
/// once, and images that are judged are there. Gives ids back their original form where an id map lies beside the files.
/// </summary>
/// <param name="source">The source.</param>
/// <param name="ids">Original ids of an export.</param>
/// <param name="faults">Where faults go.</param>
internal sealed class CheckedSource(IDatasetSource source, IdMap ids, IFormatFaults faults) : IAsyncDisposable
{
    private const int MaxIdBytes = 1024;

    // Hashes instead of ids: some 30 bytes each, however long an id is.
    private readonly HashSet<UInt128> _images = [];
    private readonly HashSet<UInt128> _queries = [];
    private readonly HashSet<string> _judged = new(StringComparer.Ordinal);

    /// <summary>The kind of dataset, where the format says it; else null.</summary>
    public string? Kind => source.Kind;

    /// <summary>Judgements that were left out because their image is not there.</summary>
    public long JudgmentsWithoutImage { get; private set; }

    /// <summary>The images; each must be told of by <see cref="Keep"/> if it can be used.</summary>
    public async IAsyncEnumerable<SourceImage> ReadImagesAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var seen = new HashSet<UInt128>();
        await foreach (var image in source.ReadImagesAsync(cancellationToken))
        {
            if (Id(ids.Image(image.Id), image.Place) is not { } id)
                continue;
            if (seen.Add(Hash(id)))
                yield return image with { Id = id };
            else
                faults.Refuse(image.Place, $"the image id '{id}' is there twice.");
        }
    }

    /// <summary>An image can be used: judgements of it count.</summary>
    public void Keep(string imageId) => _images.Add(Hash(imageId));

    /// <summary>The queries, with the judgements of images that can be used.</summary>
    public async IAsyncEnumerable<SourceQuery> ReadQueriesAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var entry in source.ReadQueriesAsync(cancellationToken))
        {
            if (Id(ids.Query(entry.Query.Id), entry.Place) is not { } id)
                continue;
            if (!_queries.Add(Hash(id)))
            {
                faults.Refuse(entry.Place, $"the query id '{id}' is there twice.");
                continue;
            }

            if (string.IsNullOrWhiteSpace(entry.Query.Text))
            {
                faults.LeaveOut(entry.Place, $"query {id}", "it has no text.");
                continue;
            }

            yield return entry with { Query = entry.Query with { Id = id }, Judgments = Judgments(entry) };
        }
    }

    public ValueTask DisposeAsync() => source.DisposeAsync();

    private List<Judgment> Judgments(SourceQuery entry)
    {
        var kept = new List<Judgment>(entry.Judgments.Count);
        _judged.Clear();
        foreach (var judgment in entry.Judgments)
        {
            if (Id(ids.Image(judgment.ImageId), entry.Place) is not { } image)
                continue;
            if (!_judged.Add(image))
                faults.Refuse(entry.Place, $"the image '{image}' is judged twice for the query '{entry.Query.Id}'.");
            else if (_images.Contains(Hash(image)))
                kept.Add(judgment with { ImageId = image });
            else
            {
                JudgmentsWithoutImage++;
                faults.LeaveOut(entry.Place, $"judgement of image {image} for query {entry.Query.Id}", "the image is not there or cannot be used.");
            }
        }

        return kept;
    }

    private string? Id(string id, string place)
    {
        var written = FieldId.Of(id);
        if (written.Length > 0 && Encoding.UTF8.GetByteCount(written) <= MaxIdBytes)
            return written;
        faults.Refuse(place, written.Length == 0 ? "an id is empty." : $"the id '{id[..40]}…' is longer than {MaxIdBytes} bytes.");
        return null;
    }

    private static UInt128 Hash(string id) => XxHash128.HashToUInt128(Encoding.UTF8.GetBytes(id));
}
