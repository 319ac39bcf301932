using System.CommandLine;
using ImageSearchBench.Contracts.Orchestrator.V1;
using ImageSearchBench.Standalone.CommandLine;
using ImageSearchBench.Standalone.Connections;
using ImageSearchBench.Standalone.Jobs;
using ImageSearchBench.Standalone.Output;

namespace ImageSearchBench.Standalone.Verbs.Topics;

/// <summary><c>isb build topics</c>.</summary>
internal static class BuildTopicsVerb
{
    private static readonly string[] SourcesWithPaths = ["library:", "http:"];

    /// <summary>Builds a topic set as a job.</summary>
    public static async Task<Dataset> TopicSetAsync(
        ServiceConnection services, Terminal terminal, BuildTopicSet build, CancellationToken cancellationToken)
    {
        var job = await new JobRunner(services, terminal).RunAsync("build-topics", new JobSpec { BuildTopicSet = build }, cancellationToken);
        var request = new GetDatasetRequest { Dataset = job.Result.DatasetHash };
        return (await services.Datasets.GetDatasetAsync(request, cancellationToken: cancellationToken)).Dataset;
    }

    public static Command Create(Terminal terminal)
    {
        var seeds = new Option<string?>("--seeds") { Description = "Begin with a few examples (a line each: 'topic: object, object'): topics are written, then objects", HelpName = "FILE" };
        var topics = new Option<string?>("--topics") { Description = "Begin with the topics to keep and checked objects: objects are written", HelpName = "FILE" };
        var queries = new Option<string?>("--queries") { Description = "Begin with all topics and objects: nothing is written", HelpName = "FILE" };
        var source = new Option<string>("--source")
        {
            Description = "Where images come from: library:PATH (a folder, or a file of texts), openverse, commons, or http:FILE (a search described in a file)",
            HelpName = "SOURCE",
            Required = true,
        };
        var name = new Option<string>("--name") { Description = "Name of the dataset", HelpName = "N", DefaultValueFactory = _ => "topics" };
        var size = new Option<int>("--size") { Description = "Longest side of the stored images in pixels", HelpName = "N", DefaultValueFactory = _ => 1024 };
        var (growth, rules) = (new GrowthOptions(), new CollectionOptions());
        var command = new Command("topics", "Builds a topic set (Precision and Recall together): queries that people would type, and images that a source finds for them")
        {
            seeds, topics, queries, source, name, size,
        };
        growth.AddTo(command);
        rules.AddTo(command);
        return command.RunsWithServices(
            terminal,
            arguments =>
            {
                var build = new BuildTopicSet
                {
                    Name = arguments.GetRequiredValue(name),
                    Source = Source(arguments.GetRequiredValue(source)),
                    Rules = rules.Read(arguments),
                    Size = BuildVerb.Positive("--size", arguments.GetValue(size)),
                };
                growth.Read(arguments, build);
                Begin(build, arguments.GetValue(seeds), arguments.GetValue(topics), arguments.GetValue(queries));
                return build;
            },
            async (build, arguments, services, cancellationToken) =>
            {
                var dataset = await TopicSetAsync(services, terminal, build, cancellationToken);
                DatasetsVerb.Show(terminal, dataset, arguments.GetValue(GlobalOptions.Json));
            });
    }

    private static void Begin(BuildTopicSet build, string? seeds, string? topics, string? queries)
    {
        if (new[] { seeds, topics, queries }.Count(f => !string.IsNullOrEmpty(f)) != 1)
            throw new UsageException("Give one of --seeds, --topics and --queries: where to begin.");
        if (!string.IsNullOrEmpty(seeds))
            build.Seeds = ServerPaths.Absolute(seeds);
        else if (!string.IsNullOrEmpty(topics))
            build.Topics = ServerPaths.Absolute(topics);
        else
            build.Queries = ServerPaths.Absolute(queries);
    }

    // A path of a source is the server's, like all others.
    private static string Source(string source) =>
        SourcesWithPaths.FirstOrDefault(p => source.StartsWith(p, StringComparison.Ordinal) && source.Length > p.Length) is { } kind
            ? kind + ServerPaths.Absolute(source[kind.Length..])
            : source;
}
