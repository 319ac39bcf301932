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
        var html = ReportVerb.HtmlOption("File of the topic set's report; those of the other sets lie beside it");
        return new Command("demo", "The whole way on bundled data: build three datasets, encode, index, evaluate two systems, compare, report") { html }
            .RunsWithServices(
                terminal,
                _ => BundledSample.Find(),
                async (sample, arguments, services, cancellationToken) =>
                {
                    var started = TimeProvider.System.GetTimestamp();
                    var result = await new DemoWorkflow(services, terminal, sample)
                        .RunAsync(Path.GetFullPath(arguments.GetRequiredValue(html)), cancellationToken);
                    if (arguments.GetValue(GlobalOptions.Json))
                        terminal.Json(new DemoJson([.. result.All.Select(ToJson)]), IsbJson.Readable.DemoJson);
                    else
                        DemoTables.Show(terminal, result, TimeProvider.System.GetElapsedTime(started));
                },
                sample => sample.Settings);
    }

    private static DemoSetJson ToJson(DemoSet set) =>
        new(set.Dataset.ToJson(), [.. set.Runs.Select(r => r.ToEvaluationJson())], set.Comparison.ToJson(), set.Report);
}
