using ImageSearchBench.Hosting.Errors;

namespace ImageSearchBench.Index.Collections;

/// <summary>Which store has which collection. A name stands for one collection, whatever store it is in.</summary>
internal sealed class CollectionCatalog(IEnumerable<IVectorStore> stores)
{
    private readonly IVectorStore[] _stores = [.. stores.OrderBy(s => s.Kind)];

    /// <summary>Creates a collection, or returns the one that is there with the same settings.</summary>
    public async Task<CollectionInfo> CreateAsync(CollectionSettings settings, CancellationToken cancellationToken)
    {
        VectorRules.CheckName(settings.Name);
        VectorRules.CheckDimension(settings.Dimension);
        var store = StoreOf(settings.Store);
        foreach (var other in _stores)
        {
            if (other != store && await other.FindAsync(settings.Name, cancellationToken) is not null)
            {
                throw new BenchException(
                    ErrorKind.AlreadyExists, $"Collection '{settings.Name}' is there in the {other.Kind} store: take another name, or delete it first.", "name");
            }
        }

        return await store.CreateAsync(settings, cancellationToken);
    }

    /// <summary>The collection and its store.</summary>
    public async Task<(IVectorStore Store, CollectionInfo Info)> FindAsync(string name, CancellationToken cancellationToken)
    {
        VectorRules.CheckName(name, "collection");
        foreach (var store in _stores)
        {
            if (await store.FindAsync(name, cancellationToken) is { } info)
                return (store, info);
        }

        throw VectorRules.UnknownCollection(name);
    }

    /// <summary>A page of collections, by name.</summary>
    /// <param name="after">The name that the page begins behind; empty for the first page.</param>
    /// <param name="size">How many at most.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The page, and whether more follow.</returns>
    public async Task<(IReadOnlyList<CollectionInfo> Page, bool More)> ListAsync(string after, int size, CancellationToken cancellationToken)
    {
        var names = new List<(string Name, IVectorStore Store)>();
        foreach (var store in _stores)
            names.AddRange((await store.ListAsync(cancellationToken)).Where(n => string.CompareOrdinal(n, after) > 0).Select(n => (n, store)));
        names.Sort((a, b) => string.CompareOrdinal(a.Name, b.Name));
        var page = new List<CollectionInfo>();
        foreach (var (name, store) in names.Take(size))
        {
            // One that was deleted meanwhile is passed over.
            if (await store.FindAsync(name, cancellationToken) is { } info)
                page.Add(info);
        }

        return (page, names.Count > size);
    }

    /// <summary>Deletes a collection wherever it is.</summary>
    public async Task DeleteAsync(string name, CancellationToken cancellationToken)
    {
        VectorRules.CheckName(name);
        foreach (var store in _stores)
            await store.DeleteAsync(name, cancellationToken);
    }

    private IVectorStore StoreOf(StoreKind kind) =>
        Array.Find(_stores, s => s.Kind == kind)
        ?? throw new BenchException(
            ErrorKind.FailedPrecondition, $"This server has no {kind} store: set Index:Milvus:Address to the address of a Milvus server.", "store");
}
