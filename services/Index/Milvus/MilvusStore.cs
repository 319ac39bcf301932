using System.Runtime.CompilerServices;
using ImageSearchBench.Hosting.Errors;
using ImageSearchBench.Index.Collections;
using ImageSearchBench.Index.Duplicates;
using Microsoft.Extensions.Options;

namespace ImageSearchBench.Index.Milvus;

/// <summary>Collections on a Milvus server, versions 2.3 to 3.0; all that is known about them is there.</summary>
internal sealed class MilvusStore(MilvusCalls calls, MilvusSearch search, IOptions<MilvusOptions> options, TimeProvider time) : IVectorStore
{
    private const int IdsAtATime = 1000;

    public StoreKind Kind => StoreKind.Milvus;

    public async Task<CollectionInfo> CreateAsync(CollectionSettings settings, CancellationToken cancellationToken)
    {
        var parameters = MilvusParameters.Parse(settings.Parameters);
        settings = settings with { Parameters = new Dictionary<string, string>(settings.Parameters, StringComparer.Ordinal) { ["index"] = parameters.Index } };
        if (await DescribeAsync(settings.Name, cancellationToken) is { } there)
        {
            if (!there.Settings.SameAs(settings))
            {
                throw new BenchException(
                    ErrorKind.AlreadyExists,
                    $"Collection '{settings.Name}' is there with other settings (dimension {there.Settings.Dimension}, {there.Settings.Metric}): "
                    + "take another name, or delete it first.",
                    "name");
            }

            await calls.CompleteAsync(settings, cancellationToken);
        }
        else
        {
            await calls.CreateAsync(settings, time.GetUtcNow(), cancellationToken);
        }

        return await FindAsync(settings.Name, cancellationToken) ?? throw VectorRules.UnknownCollection(settings.Name);
    }

    public async Task<CollectionSettings?> ResolveAsync(string name, CancellationToken cancellationToken) =>
        (await DescribeAsync(name, cancellationToken))?.Settings;

    public async Task<CollectionInfo?> FindAsync(string name, CancellationToken cancellationToken)
    {
        if (await DescribeAsync(name, cancellationToken) is not { } there)
            return null;
        var count = await calls.CountAsync(MilvusNames.Encode(there.Settings.Name), cancellationToken);
        return new CollectionInfo(there.Settings, there.CreateTime, count, SizeBytes: 0);
    }

    public async Task<IReadOnlyCollection<string>> ListAsync(CancellationToken cancellationToken) =>
        [.. (await calls.ShowAsync(cancellationToken)).Select(MilvusNames.Decode).OfType<string>()];

    public Task DeleteAsync(string name, CancellationToken cancellationToken) => calls.DropAsync(MilvusNames.Encode(name), cancellationToken);

    public async Task UpsertAsync(string name, IReadOnlyList<VectorBatch> batches, CancellationToken cancellationToken)
    {
        foreach (var batch in batches)
        {
            // Ids and labels ride along; a vector's bytes and as much again for them stay well below what the server takes.
            var rows = Math.Max(1, options.Value.MaxBatchBytes / ((batch.Dimension * sizeof(float)) + 64));
            for (var start = 0; start < batch.Count; start += rows)
                await calls.UpsertAsync(MilvusNames.Encode(name), batch.Slice(start, Math.Min(rows, batch.Count - start)), cancellationToken);
        }
    }

    public async Task<long> DeleteVectorsAsync(string name, IReadOnlyList<string> ids, CancellationToken cancellationToken)
    {
        var encoded = MilvusNames.Encode(name);
        var deleted = 0L;
        foreach (var part in ids.Distinct(StringComparer.Ordinal).Chunk(IdsAtATime))
        {
            // The server counts what was asked for, not what was there.
            var there = MilvusRows.Ids(await calls.QueryAsync(encoded, MilvusExpressions.WithIds(part), [MilvusSchema.Id], limit: null, cancellationToken));
            if (there.Length == 0)
                continue;
            await calls.DeleteAsync(encoded, there, cancellationToken);
            deleted += there.Length;
        }

        return deleted;
    }

    public async Task<VectorBatch> FetchAsync(string name, IReadOnlyList<string> ids, CancellationToken cancellationToken)
    {
        var settings = await GetAsync(name, cancellationToken);
        var found = new Dictionary<string, (VectorBatch Batch, int Row)>(StringComparer.Ordinal);
        foreach (var part in ids.Distinct(StringComparer.Ordinal).Chunk(RowsAtATime(settings)))
        {
            var batch = MilvusRows.FromColumns(
                await calls.QueryAsync(MilvusNames.Encode(name), MilvusExpressions.WithIds(part), AllFields, limit: null, cancellationToken), settings.Dimension);
            for (var i = 0; i < batch.Count; i++)
                found[batch.Ids[i]] = (batch, i);
        }

        var present = ids.Where(found.ContainsKey).ToArray();
        var values = new float[present.Length * settings.Dimension];
        for (var i = 0; i < present.Length; i++)
            found[present[i]].Batch.Row(found[present[i]].Row).CopyTo(values.AsSpan(i * settings.Dimension));
        return new VectorBatch(settings.Dimension, present, values, [.. present.Select(id => found[id].Batch.Labels[found[id].Row])]);
    }

    public async Task<Hit[][]> SearchAsync(string name, QueryBatch queries, SearchOptions options, CancellationToken cancellationToken)
    {
        var settings = await GetAsync(name, cancellationToken);
        if (queries.Dimension != settings.Dimension)
            throw VectorRules.WrongDimension(queries.Dimension, settings.Dimension, name, "queries.values");
        return await search.SearchAsync(settings, queries, options, cancellationToken);
    }

    public async IAsyncEnumerable<VectorBatch> ReadAllAsync(string name, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var settings = await GetAsync(name, cancellationToken);
        var encoded = MilvusNames.Encode(name);
        var count = await calls.CountAsync(encoded, cancellationToken);
        var size = RowsAtATime(settings);
        var after = "";
        for (var read = 0L; read < count;)
        {
            var batch = MilvusRows.FromColumns(
                await calls.QueryAsync(encoded, MilvusExpressions.After(after), AllFields, size, cancellationToken), settings.Dimension);
            if (batch.Count == 0)
            {
                // Pages are the first rows in the order of ids; a server that gives others would lose some silently.
                throw new BenchException(
                    ErrorKind.Unavailable, $"Milvus gave {read} of the {count} vectors of '{name}': it was written to meanwhile; try again when it is not.");
            }

            after = batch.Ids.Order(Comparer<string>.Create(Utf8Order.Compare)).Last();
            read += batch.Count;
            yield return batch;
        }
    }

    public Task<CollectionInfo> CompactAsync(string name, CancellationToken cancellationToken) =>
        throw Unsupported("Milvus compacts by itself.");

    public Task<CollectionInfo> VerifyAsync(string name, CancellationToken cancellationToken) =>
        throw Unsupported("Milvus checks its own files.");

    public IAsyncEnumerable<DuplicateStep> FindDuplicatesAsync(string name, DuplicateOptions options, CancellationToken cancellationToken) =>
        throw Unsupported("Near-duplicates are found in embedded collections: copy this one to one of them first (CopyCollection).");

    public async Task SetAliasAsync(string alias, string name, CancellationToken cancellationToken)
    {
        var there = await DescribeAsync(alias, cancellationToken);
        if (there?.Settings.Name == alias)
            throw new BenchException(ErrorKind.AlreadyExists, $"'{alias}' is a collection: take another alias.", "alias");
        await calls.SetAliasAsync(MilvusNames.Encode(alias), MilvusNames.Encode(name), there is not null, cancellationToken);
    }

    public async Task DeleteAliasAsync(string alias, CancellationToken cancellationToken)
    {
        if (await DescribeAsync(alias, cancellationToken) is { } there && there.Settings.Name != alias)
            await calls.DropAliasAsync(MilvusNames.Encode(alias), cancellationToken);
    }

    private static string[] AllFields => [MilvusSchema.Id, MilvusSchema.Vector, MilvusSchema.Labels];

    private static BenchException Unsupported(string what) => new(ErrorKind.Unimplemented, what);

    private Task<(CollectionSettings Settings, DateTimeOffset CreateTime)?> DescribeAsync(string name, CancellationToken cancellationToken) =>
        calls.DescribeAsync(MilvusNames.Encode(name), cancellationToken);

    private async Task<CollectionSettings> GetAsync(string name, CancellationToken cancellationToken) =>
        await ResolveAsync(name, cancellationToken) ?? throw VectorRules.UnknownCollection(name);

    private int RowsAtATime(CollectionSettings settings) =>
        Math.Clamp(options.Value.MaxResultBytes / ((settings.Dimension * sizeof(float)) + 1024), 1, options.Value.PageRows);
}
