using System.CommandLine;
using Grpc.Core;
using ImageSearchBench.Contracts.QueryGeneration.V1;
using ImageSearchBench.Standalone.CommandLine;
using ImageSearchBench.Standalone.Output;

namespace ImageSearchBench.Standalone.Verbs.LanguageModels;

/// <summary><c>isb queries objects FILE</c>: stage 2.</summary>
internal static class ObjectsVerb
{
    private const int DefaultRounds = 100;
    private const int CharactersOfExamples = 60;

    public static Command Create(Terminal terminal)
    {
        var file = new Argument<string>("FILE") { Description = "The kept topics with checked objects, a line each: 'topic: object, object'" };
        var rounds = new Option<int>("--rounds") { Description = "Most rounds of a topic", HelpName = "N", DefaultValueFactory = _ => DefaultRounds };
        var objects = new Option<int>("--objects") { Description = "Stop a topic at this many new objects; 0: no limit", HelpName = "N" };
        var limit = new Option<double>("--similarity") { Description = "Drop what is more similar than this to an accepted object; 0: the method's own limit", HelpName = "S" };
        var embedder = new Option<string>("--embedder") { Description = "Sentence embedder that compares meaning; without it any that is there, else characters", HelpName = "MODEL", DefaultValueFactory = _ => "" };
        var output = new Option<string>("--out") { Description = "File to write the topics to; without it standard output", HelpName = "FILE", DefaultValueFactory = _ => "" };
        var common = new QueryOptions();
        return common.AddTo(new Command("objects", "Grows the objects of kept topics (stage 2)") { file, rounds, objects, limit, embedder, output })
            .RunsWithServices(terminal, async (arguments, services, cancellationToken) =>
            {
                var json = arguments.GetValue(GlobalOptions.Json);
                var topics = await TopicFile.ReadAsync(arguments.GetRequiredValue(file), cancellationToken);
                if (common.IsDryRun(arguments))
                {
                    var estimate = common.Estimate(arguments, GenerationStep.Objects, (long)arguments.GetValue(rounds) * topics.Count, CharactersOfExamples);
                    await QueriesVerb.ShowEstimateAsync(terminal, services, estimate, json, cancellationToken);
                    return;
                }

                var request = new GenerateObjectsRequest
                {
                    Context = common.Context(arguments),
                    Topics = { topics },
                    Options = new ObjectOptions
                    {
                        MaxRounds = arguments.GetValue(rounds),
                        MaxObjects = arguments.GetValue(objects),
                        SimilarityLimit = arguments.GetValue(limit),
                        SentenceModel = arguments.GetRequiredValue(embedder),
                    },
                };
                using var call = services.QueryGeneration.GenerateObjects(request, cancellationToken: cancellationToken);
                await foreach (var message in call.ResponseStream.ReadAllAsync(cancellationToken))
                {
                    if (message.Round is { } round)
                    {
                        terminal.Note(Progress.Of(round));
                    }
                    else if (message.Result is { } result)
                    {
                        terminal.Note($"meaning compared by {result.Similarity}{(result.SimilarityNote.Length > 0 ? $" ({result.SimilarityNote})" : "")}");
                        await QueriesVerb.WriteAsync(
                            terminal, result.Topics, result.Provenance, result.Similarity, arguments.GetRequiredValue(output), json, cancellationToken);
                    }
                }
            });
    }
}
