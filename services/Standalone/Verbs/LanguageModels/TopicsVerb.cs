using System.CommandLine;
using Grpc.Core;
using ImageSearchBench.Contracts.QueryGeneration.V1;
using ImageSearchBench.Standalone.CommandLine;
using ImageSearchBench.Standalone.Output;

namespace ImageSearchBench.Standalone.Verbs.LanguageModels;

/// <summary><c>isb queries topics FILE</c>: stage 1.</summary>
internal static class TopicsVerb
{
    private const int DefaultRounds = 200;
    private const int CharactersOfExamples = 1500;

    public static Command Create(Terminal terminal)
    {
        var file = new Argument<string>("FILE") { Description = "3 to 5 topics written by a person, a line each: 'topic: object, object'" };
        var rounds = new Option<int>("--rounds") { Description = "Most rounds", HelpName = "N", DefaultValueFactory = _ => DefaultRounds };
        var topics = new Option<int>("--topics") { Description = "Stop at this many topics", HelpName = "N", DefaultValueFactory = _ => 100 };
        var output = new Option<string>("--out") { Description = "File to write the topics to; without it standard output", HelpName = "FILE", DefaultValueFactory = _ => "" };
        var common = new QueryOptions();
        return common.AddTo(new Command("topics", "Grows topics with objects from a few examples (stage 1)") { file, rounds, topics, output })
            .RunsWithServices(terminal, async (arguments, services, cancellationToken) =>
            {
                var json = arguments.GetValue(GlobalOptions.Json);
                var seeds = await TopicFile.ReadAsync(arguments.GetRequiredValue(file), cancellationToken);
                if (common.IsDryRun(arguments))
                {
                    var estimate = common.Estimate(arguments, GenerationStep.Topics, arguments.GetValue(rounds), CharactersOfExamples);
                    await QueriesVerb.ShowEstimateAsync(terminal, services, estimate, json, cancellationToken);
                    return;
                }

                var request = new GenerateTopicsRequest
                {
                    Context = common.Context(arguments),
                    Seeds = { seeds },
                    Options = new TopicOptions { MaxRounds = arguments.GetValue(rounds), MaxTopics = arguments.GetValue(topics) },
                };
                using var call = services.QueryGeneration.GenerateTopics(request, cancellationToken: cancellationToken);
                await foreach (var message in call.ResponseStream.ReadAllAsync(cancellationToken))
                {
                    if (message.Round is { } round)
                        terminal.Note(Progress.Of(round));
                    else if (message.Result is { } result)
                        await QueriesVerb.WriteAsync(terminal, result.Topics, result.Provenance, "", arguments.GetRequiredValue(output), json, cancellationToken);
                }
            });
    }
}
