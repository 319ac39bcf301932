using System.Text.Json.Nodes;
using ImageSearchBench.Hosting.Errors;
using ImageSearchBench.Orchestrator.Clients;
using ImageSearchBench.Orchestrator.Files;
using ImageSearchBench.Orchestrator.Jobs;

namespace ImageSearchBench.Orchestrator.LabelSets;

/// <summary>
/// Lets a language model write what people would type for label sets. Each query is kept in the job's folder as it comes: a job that was
/// cut off asks only for the others, and for those that failed.
/// </summary>
internal sealed class NaturalQueries(NaturalQueryGenerator generator)
{
    /// <summary>Writes the queries of label sets in one language.</summary>
    /// <param name="settings">How.</param>
    /// <param name="sets">For each set the names of its labels in the language.</param>
    /// <param name="context">The job.</param>
    /// <param name="cancellationToken">Stops; what was written stays.</param>
    /// <returns>For each set, in order, its query or why there is none. Of two sets with the same text the later one has none.</returns>
    /// <exception cref="BenchException">The endpoint kept failing for some sets.</exception>
    public async Task<IReadOnlyList<NaturalQuery>> WriteAsync(
        NaturalQuerySettings settings, IReadOnlyList<IReadOnlyList<string>> sets, JobContext context, CancellationToken cancellationToken)
    {
        var stage = context.Begin($"write natural queries ({settings.Language})", sets.Count);
        var wanted = sets.Select(names => (Id: string.Join('&', names), Names: names)).ToArray();
        var ids = wanted.Select(w => w.Id).ToHashSet(StringComparer.Ordinal);
        var queries = new Dictionary<string, NaturalQuery>(StringComparer.Ordinal);
        var path = Path.Combine(context.WorkFolder, $"natural.{settings.Language}.jsonl");
        await using var ledger = await JsonLinesLedger<NaturalQuery>.OpenAsync(path, KnowAsync, cancellationToken);
        stage.Restore(queries.Count);
        var transient = await AskAsync(
            settings, wanted.Where(w => !queries.ContainsKey(w.Id)).ToArray(), queries, ledger, stage, cancellationToken);
        if (transient.Count > 0)
        {
            throw new BenchException(
                ErrorKind.Unavailable,
                $"{transient.Count} of {sets.Count} natural queries could not be written, such as '{transient[0].Id}': {transient[0].Fault} Resume the job later.");
        }

        if (wanted.FirstOrDefault(w => !queries.ContainsKey(w.Id)) is { Id: { } forgotten })
            throw new BenchException(ErrorKind.Internal, $"QueryGeneration ended the stream without an answer for '{forgotten}'.");
        var result = Distinct(wanted.Select(w => queries[w.Id]), stage);
        stage.Finish();
        return result;

        Task KnowAsync(NaturalQuery query)
        {
            // Names may have changed since.
            if (ids.Contains(query.Id))
                queries[query.Id] = query;
            return Task.CompletedTask;
        }
    }

    /// <summary>The models and prompts that wrote queries, for the provenance.</summary>
    public static JsonArray Describe(IEnumerable<NaturalQuery> queries) => new(
        queries.Where(q => q.Fault is null)
            .Select(q => (q.Model, q.ModelId, q.Prompt))
            .Distinct()
            .Order()
            .Select(m => (JsonNode)new JsonObject { ["model"] = m.Model, ["model_id"] = m.ModelId, ["prompt"] = m.Prompt })
            .ToArray());

    private async Task<List<NaturalQuery>> AskAsync(
        NaturalQuerySettings settings,
        (string Id, IReadOnlyList<string> Names)[] missing,
        Dictionary<string, NaturalQuery> queries,
        JsonLinesLedger<NaturalQuery> ledger,
        StageTracker stage,
        CancellationToken cancellationToken)
    {
        var transient = new List<NaturalQuery>();
        if (missing.Length == 0)
            return transient;
        await foreach (var query in generator.WriteAsync(settings, missing, cancellationToken))
        {
            if (query.IsTransient)
            {
                transient.Add(query);
                continue;
            }

            queries[query.Id] = query;
            if (query.Fault is { } fault)
            {
                stage.Skip(query.Id, $"no natural query in '{settings.Language}': {fault}");
                continue;
            }

            await ledger.AppendAsync(query, cancellationToken);
            stage.Add();
        }

        await ledger.FlushAsync(cancellationToken);
        return transient;
    }

    // One text with two sets of answers would be two queries that nothing tells apart.
    private static NaturalQuery[] Distinct(IEnumerable<NaturalQuery> queries, StageTracker stage)
    {
        var owners = new Dictionary<string, string>(StringComparer.Ordinal);
        return queries.Select(query =>
        {
            if (query.Fault is not null || owners.TryAdd(query.Text, query.Id))
                return query;
            var reason = $"the text '{query.Text}' is that of '{owners[query.Text]}' already.";
            stage.Skip(query.Id, reason);
            return query with { Fault = reason };
        }).ToArray();
    }
}
