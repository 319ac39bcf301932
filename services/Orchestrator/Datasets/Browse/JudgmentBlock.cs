using System.Runtime.CompilerServices;
using Dapper;
using ImageSearchBench.Orchestrator.Files;
using Microsoft.Data.Sqlite;

namespace ImageSearchBench.Orchestrator.Datasets.Browse;

/// <summary>Where judgements of a query stand together in <c>qrels.tsv</c>.</summary>
/// <param name="Start">Byte offset of the first line.</param>
/// <param name="FirstLine">Its number.</param>
/// <param name="Lines">Judgements.</param>
internal sealed record JudgmentBlock(long Start, long FirstLine, long Lines)
{
    /// <summary>The blocks of a query, in the order of the file.</summary>
    /// <param name="index">An index.</param>
    /// <param name="schema">Which of the indexes that the connection has open.</param>
    /// <param name="query">Ordinal of the query.</param>
    public static async Task<IReadOnlyList<JudgmentBlock>> ReadAsync(SqliteConnection index, string schema, long query) =>
        (await index.QueryAsync<JudgmentBlock>(
            $"SELECT start AS Start, first_line AS FirstLine, lines AS Lines FROM {schema}.blocks WHERE query = @query ORDER BY start",
            new { query })).AsList();

    /// <summary>The judgements of some blocks.</summary>
    public static async IAsyncEnumerable<Judgment> ReadAsync(
        Dataset dataset, IReadOnlyList<JudgmentBlock> blocks, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var lines = LineReader.Open(dataset.PathOf(DatasetFiles.Qrels));
        foreach (var block in blocks)
        {
            lines.MoveTo(block.Start, block.FirstLine);
            for (var read = 0L; read < block.Lines && await lines.ReadAsync(cancellationToken);)
            {
                if (TrecLines.QueryId(lines).IsEmpty)
                    continue;
                yield return TrecLines.Judgment(lines);
                read++;
            }
        }
    }
}
