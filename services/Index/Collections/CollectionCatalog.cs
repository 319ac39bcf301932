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
            if (other != store && await other.ResolveAsync(settings.Name, cancellationToken) is not null)
            {
                throw new BenchException(
                    ErrorKind.AlreadyExists, $"Collection '{settings.Name}' is there in the {other.Kind} store: take another name, or delete it first.", "name");
            }
        }

        return await store.CreateAsync(settings, cancellationToken);
    }

    /// <summary>The settings of the collection of a name or alias, and its store.</summary>
    public async Task<(IVectorStore Store, CollectionSettings Collection)> ResolveAsync(string name, CancellationToken cancellationToken)
    {
        VectorRules.CheckName(name, "collection");
        foreach (var store in _stores)
        {
            if (await store.ResolveAsync(name, cancellationToken) is { } settings)
                return (store, settings);
        }

        throw VectorRules.UnknownCollection(name);
    }

    /// <summary>The collection of a name or alias as it is now.</summary>
    public async Task<CollectionInfo> GetAsync(string name, CancellationToken cancellationToken)
    {
        var (store, settings) = await ResolveAsync(name, cancellationToken);
        return await store.FindAsync(settings.Name, cancellationToken) ?? throw VectorRules.UnknownCollection(name);
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
        {
            if (await store.ResolveAsync(name, cancellationToken) is not { } settings)
                continue;
            if (settings.Name != name)
                throw new BenchException(ErrorKind.FailedPrecondition, $"'{name}' is an alias of '{settings.Name}': delete it with DeleteAlias.", "name");
            await store.DeleteAsync(name, cancellationToken);
        }
    }

    /// <summary>Makes an alias stand for a collection. An alias that stood for one in another store is taken from there first.</summary>
    public async Task SetAliasAsync(string alias, string name, CancellationToken cancellationToken)
    {
        VectorRules.CheckName(alias, "alias");
        var (store, settings) = await ResolveAsync(name, cancellationToken);
        foreach (var other in _stores)
        {
            if (await other.ResolveAsync(alias, cancellationToken) is not { } there)
                continue;
            if (there.Name == alias)
                throw new BenchException(ErrorKind.AlreadyExists, $"'{alias}' is a collection: take another alias.", "alias");
            if (other != store)
                await other.DeleteAliasAsync(alias, cancellationToken);
        }

        await store.SetAliasAsync(alias, settings.Name, cancellationToken);
    }

    /// <summary>Deletes an alias wherever it is.</summary>
    public async Task DeleteAliasAsync(string alias, CancellationToken cancellationToken)
    {
        VectorRules.CheckName(alias, "alias");
        foreach (var store in _stores)
            await store.DeleteAliasAsync(alias, cancellationToken);
    }

    private IVectorStore StoreOf(StoreKind kind) =>
        Array.Find(_stores, s => s.Kind == kind)
        ?? throw new BenchException(
            ErrorKind.FailedPrecondition, $"This server has no {kind} store: set Index:Milvus:Address to the address of a Milvus server.", "store");
}
