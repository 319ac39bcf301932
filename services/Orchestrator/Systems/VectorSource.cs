using System.Runtime.CompilerServices;
using System.Text;
using ImageSearchBench.Orchestrator.Clients;
using ImageSearchBench.Orchestrator.Files;

namespace ImageSearchBench.Orchestrator.Systems;

/// <summary>Rows of a vector file with their ids, as batches for the Index.</summary>
internal static class VectorSource
{
    /// <param name="set">The vectors.</param>
    /// <param name="ids">The ids of all rows, in order.</param>
    /// <param name="skip">Rows that are not wanted, from the start.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    public static async IAsyncEnumerable<VectorBatch> ReadAsync(
        VectorSet set, IAsyncEnumerable<string> ids, long skip, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var names = ids.GetAsyncEnumerator(cancellationToken);
        for (var i = 0L; i < skip; i++)
            await names.MoveNextAsync();
        await foreach (var (_, rows) in set.File.ReadAsync(skip, IndexClient.BatchSize(set.File.Dimension), cancellationToken))
        {
            var vectors = new NamedVector[rows.Length];
            for (var i = 0; i < rows.Length; i++)
            {
                await names.MoveNextAsync();
                vectors[i] = new NamedVector(names.Current, rows[i]);
            }

            yield return new VectorBatch(vectors, []);
        }
    }

    /// <summary>The ids of a file, one a line.</summary>
    public static async IAsyncEnumerable<string> ReadIdsAsync(string path, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var lines = LineReader.Open(path);
        while (await lines.ReadAsync(cancellationToken))
            yield return Encoding.UTF8.GetString(lines.Line.Span);
    }
}
