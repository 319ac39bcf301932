using Grpc.Core;
using ImageSearchBench.Contracts.Orchestrator.V1;
using ImageSearchBench.Hosting.Errors;
using ImageSearchBench.Standalone.Output;

namespace ImageSearchBench.Standalone.Verbs.Review;

/// <summary>Takes decisions from a spreadsheet's file.</summary>
internal static class ReviewCsvImport
{
    private const int BatchSize = 500;

    /// <summary>Reads the file through before anything is decided; then decides row by row, and says which rows others were faster with.</summary>
    /// <returns>Number of rows that decide something.</returns>
    /// <exception cref="BenchException">A row cannot be meant, names an item that is not there, or was decided by somebody else since the export.</exception>
    public static async Task<long> RunAsync(ReviewStage stage, string file, Terminal terminal, CancellationToken cancellationToken)
    {
        var reader = new ReviewCsvReader(file);
        long decisions = 0;
        await foreach (var _ in reader.ReadAsync(cancellationToken))
            decisions++;

        long conflicts = 0;
        await foreach (var batch in reader.ReadAsync(cancellationToken).Chunk(BatchSize))
        {
            try
            {
                await stage.DecideAsync(batch.Select(b => b.Change), cancellationToken);
            }
            catch (RpcException e) when (e.StatusCode is StatusCode.Aborted or StatusCode.NotFound or StatusCode.InvalidArgument)
            {
                conflicts += await DecideSinglyAsync(stage, batch, reader, terminal, cancellationToken);
            }
        }

        return conflicts == 0
            ? decisions
            : throw new BenchException(
                ErrorKind.Aborted,
                $"{Tables.Count(conflicts)} rows of {file} were not taken, because the items had been decided otherwise since the export. Export again to see them.");
    }

    // One of the batch is at fault: the others are taken, and its line is named.
    private static async Task<long> DecideSinglyAsync(
        ReviewStage stage, (long Line, ReviewChange Change)[] batch, ReviewCsvReader reader, Terminal terminal, CancellationToken cancellationToken)
    {
        long conflicts = 0;
        foreach (var (line, change) in batch)
        {
            try
            {
                await stage.DecideAsync([change], cancellationToken);
            }
            catch (RpcException e) when (e.StatusCode == StatusCode.Aborted)
            {
                conflicts++;
                terminal.Note($"line {line}: {e.Status.Detail}");
            }
            catch (RpcException e) when (e.StatusCode is StatusCode.NotFound or StatusCode.InvalidArgument)
            {
                throw reader.Fault(line, e.Status.Detail);
            }
        }

        return conflicts;
    }
}
