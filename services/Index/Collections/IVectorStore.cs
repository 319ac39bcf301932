using ImageSearchBench.Index.Duplicates;

namespace ImageSearchBench.Index.Collections;

/// <summary>
/// Keeps collections of vectors. Names, ids, values and options were checked by <see cref="VectorRules"/> before; calls on an unknown
/// collection fail as <see cref="VectorRules.UnknownCollection"/>.
/// </summary>
internal interface IVectorStore
{
    StoreKind Kind { get; }

    /// <summary>Creates a collection, or returns the one that is there with the same settings.</summary>
    Task<CollectionInfo> CreateAsync(CollectionSettings settings, CancellationToken cancellationToken);

    /// <summary>What the collection of a name or alias was created with, or null.</summary>
    Task<CollectionSettings?> ResolveAsync(string name, CancellationToken cancellationToken);

    /// <summary>The collection of a name or alias as it is now, or null.</summary>
    Task<CollectionInfo?> FindAsync(string name, CancellationToken cancellationToken);

    /// <summary>The names of all collections, in no order.</summary>
    Task<IReadOnlyCollection<string>> ListAsync(CancellationToken cancellationToken);

    /// <summary>Deletes a collection; one that is not there is fine.</summary>
    Task DeleteAsync(string name, CancellationToken cancellationToken);

    /// <summary>Writes batches in order; when it returns, they are durable. A batch is there wholly or not at all.</summary>
    Task UpsertAsync(string name, IReadOnlyList<VectorBatch> batches, CancellationToken cancellationToken);

    /// <summary>Deletes vectors durably; returns how many were there.</summary>
    Task<long> DeleteVectorsAsync(string name, IReadOnlyList<string> ids, CancellationToken cancellationToken);

    /// <summary>Reads vectors, in the order of the ids; ones that are not there are left out.</summary>
    Task<VectorBatch> FetchAsync(string name, IReadOnlyList<string> ids, CancellationToken cancellationToken);

    /// <summary>One ranking for each query: by score descending, equal scores by id in descending UTF-8 byte order.</summary>
    Task<Hit[][]> SearchAsync(string name, QueryBatch queries, SearchOptions options, CancellationToken cancellationToken);

    /// <summary>All vectors, in batches, in no order.</summary>
    IAsyncEnumerable<VectorBatch> ReadAllAsync(string name, CancellationToken cancellationToken);

    /// <summary>Gives back the space of deleted and replaced vectors.</summary>
    Task<CollectionInfo> CompactAsync(string name, CancellationToken cancellationToken);

    /// <summary>Checks all checksums.</summary>
    Task<CollectionInfo> VerifyAsync(string name, CancellationToken cancellationToken);

    /// <summary>Finds near-duplicates, a step at a time.</summary>
    IAsyncEnumerable<DuplicateStep> FindDuplicatesAsync(string name, DuplicateOptions options, CancellationToken cancellationToken);

    /// <summary>Makes an alias stand for a collection of this store, in one step.</summary>
    Task SetAliasAsync(string alias, string name, CancellationToken cancellationToken);

    /// <summary>Deletes an alias; one that is not there is fine.</summary>
    Task DeleteAliasAsync(string alias, CancellationToken cancellationToken);
}
