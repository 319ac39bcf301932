using System.CommandLine;
using System.Globalization;
using ImageSearchBench.Contracts.QueryGeneration.V1;
using ImageSearchBench.Standalone.CommandLine;
using ImageSearchBench.Standalone.Output;

namespace ImageSearchBench.Standalone.Verbs.LanguageModels;

/// <summary><c>isb llm list|check|ledger|record</c>.</summary>
internal static class LlmVerb
{
    public static Command Create(Terminal terminal) =>
        new("llm", "Language models: what is configured, what it can do, what was spent") { List(terminal), Check(terminal), Ledger(terminal), RecordVerb.Create(terminal) };

    private static Command List(Terminal terminal) =>
        new Command("list", "Lists the configured language models").RunsWithServices(terminal, async (arguments, services, cancellationToken) =>
        {
            var models = (await services.QueryGeneration.ListLanguageModelsAsync(new ListLanguageModelsRequest(), cancellationToken: cancellationToken)).Models;
            if (arguments.GetValue(GlobalOptions.Json))
            {
                terminal.Json([.. models.Select(ToJson)], LanguageModelJsonContext.Readable.IReadOnlyListLanguageModelJson);
                return;
            }

            if (models.Count == 0)
            {
                terminal.Line("No language model is configured: set QueryGeneration__Models__NAME__Endpoint (such as http://127.0.0.1:11434/v1) and __Model.");
                return;
            }

            var table = Tables.WithColumns("name", "model", "endpoint", "roles", ">at a time", ">price in", ">price out");
            foreach (var m in models)
            {
                table.Row(
                    m.Name, m.ModelId, m.Recorded ? "recorded" : m.Endpoint, string.Join(' ', m.Roles.Select(r => Word(r.ToString()))), Tables.Count(m.MaxConcurrency),
                    Money(m.InputPrice, m.Currency), Money(m.OutputPrice, m.Currency));
            }

            terminal.Write(table);
        });

    private static Command Check(Terminal terminal)
    {
        var model = new Argument<string>("MODEL") { Description = "Name of a configured model; without it the first one", DefaultValueFactory = _ => "" };
        var refresh = new Option<bool>("--refresh") { Description = "Ask the endpoint again what it takes" };
        return new Command("check", "Asks a model's endpoint what it can do and how fast it answers") { model, refresh }
            .RunsWithServices(terminal, async (arguments, services, cancellationToken) =>
            {
                var request = new CheckLanguageModelRequest { Model = arguments.GetRequiredValue(model), Refresh = arguments.GetValue(refresh) };
                var check = await services.QueryGeneration.CheckLanguageModelAsync(request, cancellationToken: cancellationToken);
                if (arguments.GetValue(GlobalOptions.Json))
                {
                    terminal.Json(
                        new LanguageModelCheckJson(
                            ToJson(check.Model), Word(check.StructuredOutput.ToString()), check.MaxTokensField, check.ThinkingSwitch,
                            check.HasImages ? check.Images : null, check.LatencyMs),
                        LanguageModelJsonContext.Readable.LanguageModelCheckJson);
                    return;
                }

                terminal.Line($"model              {check.Model.Name} ({check.Model.ModelId})");
                terminal.Line($"endpoint           {(check.Model.Recorded ? "recorded replies" : check.Model.Endpoint)}");
                terminal.Line($"structured answers {Word(check.StructuredOutput.ToString())}");
                terminal.Line($"limit of tokens    {check.MaxTokensField}");
                terminal.Line($"thinking off       {(check.ThinkingSwitch.Length > 0 ? check.ThinkingSwitch : "no switch needed")}");
                terminal.Line($"images             {(!check.HasImages ? "not asked" : check.Images ? "yes" : "no")}");
                terminal.Line(string.Create(CultureInfo.InvariantCulture, $"latency            {check.LatencyMs:0} ms"));
            });
    }

    private static Command Ledger(Terminal terminal)
    {
        var job = QueryOptions.Job();
        return new Command("ledger", "Shows what was spent, by model and step") { job }.RunsWithServices(terminal, async (arguments, services, cancellationToken) =>
        {
            var request = new GetLedgerRequest { JobId = arguments.GetRequiredValue(job) };
            var entries = (await services.QueryGeneration.GetLedgerAsync(request, cancellationToken: cancellationToken)).Entries;
            if (arguments.GetValue(GlobalOptions.Json))
            {
                terminal.Json(
                    [.. entries.Select(e => new LedgerEntryJson(
                        e.Model, Word(e.Step.ToString()), e.Calls, e.Cached, e.FailedAttempts, e.InputTokens, e.OutputTokens, e.Cost, e.Currency))],
                    LanguageModelJsonContext.Readable.IReadOnlyListLedgerEntryJson);
                return;
            }

            var table = Tables.WithColumns("model", "step", ">calls", ">from store", ">failed attempts", ">tokens in", ">tokens out", ">cost");
            foreach (var e in entries)
            {
                table.Row(
                    e.Model, Word(e.Step.ToString()), Tables.Count(e.Calls), Tables.Count(e.Cached), Tables.Count(e.FailedAttempts),
                    Tables.Count(e.InputTokens), Tables.Count(e.OutputTokens), Money(e.Cost, e.Currency));
            }

            terminal.Write(table);
        });
    }

    private static LanguageModelJson ToJson(LanguageModel m) => new(
        m.Name, m.ModelId, m.Endpoint, [.. m.Roles.Select(r => Word(r.ToString()))], m.Recorded, m.InputPrice, m.OutputPrice, m.Currency);

    private static string Money(double amount, string currency) =>
        amount > 0 ? string.Create(CultureInfo.InvariantCulture, $"{amount:0.####} {currency}") : "-";

    // "JsonSchema" → "json_schema".
    private static string Word(string name) =>
        string.Concat(name.Select((c, i) => char.IsUpper(c) ? (i > 0 ? "_" : "") + char.ToLowerInvariant(c) : c.ToString()));
}
