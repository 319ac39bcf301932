using System.CommandLine;
using ImageSearchBench.Standalone.CommandLine;
using ImageSearchBench.Standalone.Demo;
using ImageSearchBench.Standalone.Output;

namespace ImageSearchBench.Standalone.Verbs;

/// <summary><c>isb demo</c>.</summary>
internal static class DemoVerb
{
    public static Command Create(Terminal terminal)
    {
        var html = ReportVerb.HtmlOption();
        return new Command("demo", "The whole way on bundled data: build, encode, index, evaluate two systems, compare, report") { html }
            .RunsWithServices(terminal, async (arguments, services, cancellationToken) =>
            {
                var started = TimeProvider.System.GetTimestamp();
                var result = await new DemoWorkflow(services, terminal, BundledSample.Find())
                    .RunAsync(Path.GetFullPath(arguments.GetRequiredValue(html)), cancellationToken);
                if (arguments.GetValue(GlobalOptions.Json))
                {
                    terminal.Json(
                        new DemoJson(
                            result.Dataset.ToJson(),
                            [.. result.Runs.Select(r => r.ToEvaluationJson())],
                            result.Comparison.ToJson(),
                            result.Report),
                        IsbJson.Readable.DemoJson);
                    return;
                }

                DemoTables.Show(terminal, result, TimeProvider.System.GetElapsedTime(started));
            });
    }
}
