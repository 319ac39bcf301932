using System.Data.Common;

namespace ImageSearchBench.Orchestrator.Storage;

/// <summary>
/// The Orchestrator's database. Everything else sees a <see cref="DbConnection"/> and plain SQL that SQLite and PostgreSQL both take;
/// both know the function <c>now_ms()</c>: milliseconds since 1970 (UTC) by the clock that all replicas share.
/// </summary>
internal abstract class Database
{
    /// <summary>Other processes use it at the same time: what they hold is theirs until its lease ends.</summary>
    public abstract bool IsShared { get; }

    /// <summary>Words after a sub-select that make it pass over rows which another replica changes in this moment.</summary>
    public abstract string SkipLocked { get; }

    /// <summary>What to select <c>value</c> from, an element each of the JSON array in the parameter <c>@rows</c>: many rows with one statement.</summary>
    public abstract string JsonRows { get; }

    /// <summary>Makes the tables that are not there and brings those of an earlier version up to date. Several replicas may do it at once.</summary>
    /// <exception cref="Hosting.Errors.BenchException">It belongs to a later version or another data folder, or cannot be reached.</exception>
    public abstract Task PrepareAsync(CancellationToken cancellationToken);

    /// <summary>An open connection; the caller disposes it.</summary>
    /// <exception cref="Hosting.Errors.BenchException">The server cannot be reached.</exception>
    public abstract Task<DbConnection> OpenAsync(CancellationToken cancellationToken);

    /// <summary>Has a table looked at again after many rows came, where plans need it: those made for few rows read a million of them to find one.</summary>
    public abstract Task AnalyzeAsync(string table, CancellationToken cancellationToken);
}
