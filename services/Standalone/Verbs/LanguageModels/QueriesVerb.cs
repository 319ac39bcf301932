using System.CommandLine;
using System.Globalization;
using ImageSearchBench.Contracts.QueryGeneration.V1;
using ImageSearchBench.Standalone.Connections;
using ImageSearchBench.Standalone.Output;

namespace ImageSearchBench.Standalone.Verbs.LanguageModels;

/// <summary><c>isb queries topics|objects|natural</c>: the steps of query generation on their own, on plain text files.</summary>
internal static class QueriesVerb
{
    public static Command Create(Terminal terminal) => new("queries", "Lets a language model write topics, objects and natural queries")
    {
        TopicsVerb.Create(terminal), ObjectsVerb.Create(terminal), NaturalVerb.Create(terminal),
    };

    /// <summary>Writes what work would cost at most.</summary>
    public static async Task ShowEstimateAsync(
        Terminal terminal, ServiceConnection services, EstimateCostRequest request, bool json, CancellationToken cancellationToken)
    {
        var estimate = await services.QueryGeneration.EstimateCostAsync(request, cancellationToken: cancellationToken);
        var measured = estimate.Basis == EstimateBasis.Measured;
        if (json)
        {
            terminal.Json(
                new EstimateJson(estimate.Calls, estimate.InputTokens, estimate.OutputTokens, estimate.Cost, estimate.Currency, measured),
                LanguageModelJsonContext.Readable.EstimateJson);
            return;
        }

        terminal.Line($"calls      at most {Tables.Count(estimate.Calls)}");
        terminal.Line($"tokens in  {Tables.Count(estimate.InputTokens)}");
        terminal.Line($"tokens out {Tables.Count(estimate.OutputTokens)}");
        terminal.Line(estimate.Cost > 0
            ? string.Create(CultureInfo.InvariantCulture, $"cost       {estimate.Cost:0.####} {estimate.Currency}")
            : "cost       unknown: set InputPrice and OutputPrice of the model");
        terminal.Line(measured ? $"basis      {Tables.Count(estimate.BasisCalls)} calls of the ledger" : "basis      the prompt's length");
    }

    /// <summary>Writes a pool of topics: as JSON, or a line for each topic, to a file or to standard output.</summary>
    public static async Task WriteAsync(Terminal terminal, IEnumerable<Topic> topics, Provenance provenance, string similarity, string output, bool json, CancellationToken cancellationToken)
    {
        if (json)
        {
            terminal.Json(
                new TopicsJson(
                    [.. topics.Select(t => new TopicJson(t.Name, t.CheckedObjects, t.GeneratedObjects))],
                    provenance.Model, provenance.Prompt, provenance.InputTokens, provenance.OutputTokens, similarity),
                LanguageModelJsonContext.Readable.TopicsJson);
        }
        else if (output.Length == 0)
        {
            foreach (var topic in topics)
                terminal.Line(TopicFile.Line(topic));
        }

        if (output.Length > 0)
            await TopicFile.WriteAsync(output, topics, cancellationToken);
        terminal.Note($"{Tables.Count(provenance.Attempts)} calls, {Tables.Count(provenance.InputTokens + provenance.OutputTokens)} tokens{(provenance.Cached ? ", all from the store" : "")}.");
    }
}
