using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ImageSearchBench.Hosting.Errors;
using ImageSearchBench.Index.Collections;

namespace ImageSearchBench.Index.Copying;

/// <summary>How far a copy is.</summary>
/// <param name="Copied">Vectors copied and read back.</param>
/// <param name="Total">Vectors in all.</param>
/// <param name="Copy">The copy, with the last step.</param>
internal sealed record CopyStep(long Copied, long Total, CollectionInfo? Copy);

/// <summary>Copies a collection, between stores too; each vector is read back from the copy and compared bit by bit.</summary>
internal sealed class CollectionCopier(CollectionCatalog catalog)
{
    public async IAsyncEnumerable<CopyStep> CopyAsync(
        string source, string target, StoreKind? kind, IReadOnlyDictionary<string, string> parameters,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        VectorRules.CheckName(target, "target");
        var (from, settings) = await catalog.ResolveAsync(source, cancellationToken);
        if (settings.Name == target)
            throw BenchException.Invalid($"'{target}' is the collection to copy itself.", "target");
        var total = (await catalog.GetAsync(settings.Name, cancellationToken)).Count;
        var created = await catalog.CreateAsync(
            new CollectionSettings(target, settings.Dimension, settings.Metric, kind ?? settings.Store, parameters), cancellationToken);
        if (created.Count > 0)
        {
            throw new BenchException(
                ErrorKind.FailedPrecondition, $"Collection '{target}' holds {created.Count} vectors already: delete it first, or take another name.", "target");
        }

        var (to, _) = await catalog.ResolveAsync(target, cancellationToken);
        var copied = 0L;
        await foreach (var batch in from.ReadAllAsync(settings.Name, cancellationToken))
        {
            await to.UpsertAsync(target, [batch], cancellationToken);
            Compare(batch, await to.FetchAsync(target, batch.Ids, cancellationToken), target);
            copied += batch.Count;
            yield return new CopyStep(copied, total, Copy: null);
        }

        var copy = await catalog.GetAsync(target, cancellationToken);
        if (copy.Count != copied)
            throw new BenchException(ErrorKind.DataLoss, $"Collection '{target}' holds {copy.Count} vectors after {copied} were copied: delete it and copy again.");
        yield return new CopyStep(copied, copied, copy);
    }

    private static void Compare(VectorBatch written, VectorBatch read, string target)
    {
        if (read.Count != written.Count)
            throw Differs(target, $"{written.Count - read.Count} of {written.Count} vectors are missing");
        for (var i = 0; i < written.Count; i++)
        {
            if (written.Ids[i] != read.Ids[i])
                throw Differs(target, $"'{written.Ids[i]}' is missing");
            if (!MemoryMarshal.AsBytes(written.Row(i)).SequenceEqual(MemoryMarshal.AsBytes(read.Row(i))))
                throw Differs(target, $"'{written.Ids[i]}' has other numbers");
            var labels = written.Labels[i];
            if (labels.Count != read.Labels[i].Count || labels.Any(l => !read.Labels[i].TryGetValue(l.Key, out var value) || value != l.Value))
                throw Differs(target, $"'{written.Ids[i]}' has other labels");
        }
    }

    private static BenchException Differs(string target, string what) =>
        new(ErrorKind.DataLoss, $"Collection '{target}' does not give back what was written ({what}): delete it and copy again.");
}
