using System.CommandLine;
using System.CommandLine.Invocation;
using ImageSearchBench.Standalone.Output;
using ImageSearchBench.Standalone.Verbs;
using ImageSearchBench.Standalone.Verbs.Audits;
using ImageSearchBench.Standalone.Verbs.LanguageModels;
using ImageSearchBench.Standalone.Verbs.Review;

namespace ImageSearchBench.Standalone.CommandLine;

/// <summary>The command line <c>isb</c>.</summary>
internal static class Isb
{
    /// <summary>Time that running work has to stop in after Ctrl-C, before the process ends by force.</summary>
    private static readonly TimeSpan TimeToStop = TimeSpan.FromSeconds(30);

    /// <summary>Runs one command and returns its <see cref="ExitCode"/>.</summary>
    public static async Task<int> RunAsync(IReadOnlyList<string> args, Terminal terminal, CancellationToken cancellationToken = default)
    {
        var commands = Commands(terminal);
        var parsed = commands.Parse(args);
        if (args is ["help", ..])
        {
            parsed = commands.Parse([.. args.Skip(1)]);
            // What is missing does not matter to somebody who asks for help; a verb that there is not does.
            if (parsed.UnmatchedTokens.Count == 0)
                parsed = commands.Parse([.. args.Skip(1), "--help"]);
        }

        if (parsed.Action is ParseErrorAction)
        {
            // A verb that is not known leaves its group without one, which goes without saying.
            foreach (var error in parsed.Errors.Where(e => parsed.UnmatchedTokens.Count == 0 || parsed.UnmatchedTokens.Any(t => e.Message.Contains(t, StringComparison.Ordinal))))
                terminal.Fail(error.Message);
            terminal.Note($"Try: {PathOf(parsed.CommandResult.Command)} --help");
            return ExitCode.BadUsage;
        }

        return await parsed.InvokeAsync(
            new InvocationConfiguration
            {
                EnableDefaultExceptionHandler = false,
                Output = terminal.Out,
                Error = terminal.Error,
                ProcessTerminationTimeout = TimeToStop,
            },
            cancellationToken);
    }

    internal static RootCommand Commands(Terminal terminal) =>
        new("Builds evaluation datasets for text-to-image search from your own images, and evaluates search systems on them.")
        {
            GlobalOptions.Json,
            DemoVerb.Create(terminal),
            ServeVerb.Create(terminal),
            ModelsVerb.Create(terminal),
            BuildVerb.Create(terminal),
            ImportVerb.Create(terminal),
            ExportVerb.Create(terminal),
            ValidateVerb.Create(terminal),
            DatasetsVerb.Create(terminal),
            EvaluateVerb.Create(terminal),
            CompareVerb.Create(terminal),
            AuditVerb.Create(terminal),
            RunsVerb.Create(terminal),
            FailuresVerb.Create(terminal),
            ThresholdsVerb.Create(terminal),
            QualityVerb.Create(terminal),
            SearchVerb.Create(terminal),
            ScoreVerb.Create(terminal),
            ReportVerb.Create(terminal),
            JobsVerb.Create(terminal),
            ReviewVerb.Create(terminal),
            LlmVerb.Create(terminal),
            QueriesVerb.Create(terminal),
        };

    private static string PathOf(Command command) =>
        command is RootCommand
            ? "isb"
            : $"{PathOf(command.Parents.OfType<Command>().First())} {command.Name}";
}
