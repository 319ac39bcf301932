using System.CommandLine;
using ImageSearchBench.Evaluator.Score;
using ImageSearchBench.Standalone.CommandLine;
using ImageSearchBench.Standalone.Output;

namespace ImageSearchBench.Standalone.Verbs;

/// <summary><c>isb score</c>: on files alone, without any service.</summary>
internal static class ScoreVerb
{
    public static Command Create(Terminal terminal)
    {
        var qrels = new Option<string>("--qrels")
        {
            Description = "Judgements: TREC, BEIR (tsv), JSON lines or Chinese-CLIP, also compressed; - is standard input",
            HelpName = "FILE",
            Required = true,
        };
        var runs = new Option<string[]>("--run")
        {
            Description = "Run: TREC, BEIR (json, tsv), JSON lines or Chinese-CLIP predictions, also compressed; several may be given",
            HelpName = "FILE",
            Required = true,
        };
        var measures = MeasureList.Option("names of ir_measures (P@5) or of trec_eval (P.5,10, map, official, all_trec)");
        var perQuery = new Option<bool>("--per-query", "-q") { Description = "Give the values of each query too" };
        var complete = new Option<bool>("--complete", "-c") { Description = "Count queries that a run has no results for as 0" };
        var level = new Option<int>("--level", "-l")
        {
            Description = "A judgement counts as relevant from this grade on",
            HelpName = "N",
            DefaultValueFactory = _ => 1,
        };
        var judgedOnly = new Option<bool>("--judged-only", "-J") { Description = "Drop unjudged results before anything is computed" };
        var maxPerQuery = new Option<int>("--max-per-query", "-M")
        {
            Description = "Only so many results of a query count [default: all]",
            HelpName = "N",
        };
        var format = new Option<ScoreFormat>("--format")
        {
            Description = "table, trec (lines exactly as trec_eval's), json or csv [default: table]",
            HelpName = "F",
        };
        var command = new Command("score", "Scores run files against judgements, like trec_eval, on files alone")
        {
            qrels, runs, measures, perQuery, complete, level, judgedOnly, maxPerQuery, format,
        };
        command.SetAction((arguments, cancellationToken) => ScoreCommand.RunAsync(
            new ScoreOptions
            {
                Qrels = arguments.GetRequiredValue(qrels),
                Runs = arguments.GetRequiredValue(runs),
                Measures = MeasureList.Split(arguments.GetValue(measures)),
                PerQuery = arguments.GetValue(perQuery),
                Complete = arguments.GetValue(complete),
                Level = arguments.GetValue(level),
                JudgedOnly = arguments.GetValue(judgedOnly),
                MaxPerQuery = arguments.GetResult(maxPerQuery) is null ? int.MaxValue : arguments.GetValue(maxPerQuery),
                Format = arguments.GetValue(GlobalOptions.Json) ? ScoreFormat.Json : arguments.GetValue(format),
            },
            terminal.Out,
            terminal.Error,
            cancellationToken));
        return command;
    }
}
