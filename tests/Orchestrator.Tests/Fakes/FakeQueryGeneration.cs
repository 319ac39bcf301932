using System.Collections.Concurrent;
using Grpc.Core;
using ImageSearchBench.Contracts.QueryGeneration.V1;

namespace ImageSearchBench.Orchestrator.Tests.Fakes;

/// <summary>Joins names with '&amp;', and can fail or wait first: what the real service never does on request.</summary>
internal sealed class FakeQueryGeneration(FakeBehaviour behaviour) : QueryGenerationService.QueryGenerationServiceBase
{
    public override async Task ComposeLabelQueries(
        IAsyncStreamReader<ComposeLabelQueriesRequest> requestStream,
        IServerStreamWriter<ComposeLabelQueriesResponse> responseStream,
        ServerCallContext context)
    {
        await foreach (var request in requestStream.ReadAllAsync(context.CancellationToken))
        {
            await behaviour.BeforeAnswerAsync(context.CancellationToken);
            var response = new ComposeLabelQueriesResponse();
            foreach (var set in request.LabelSets)
            {
                var outcome = new ComposeOutcome { Id = set.Id };
                outcome.Queries.AddRange(request.Styles.Select(style => new ComposedQuery
                {
                    Style = style,
                    Text = style is QueryStyle.Word ? string.Join('&', set.Names) : $"{request.Language}: {string.Join(", ", set.Names)}",
                }));
                response.Outcomes.Add(outcome);
            }

            await responseStream.WriteAsync(response, context.CancellationToken);
        }
    }

    public override async Task GenerateNaturalQueries(
        IAsyncStreamReader<GenerateNaturalQueriesRequest> requestStream,
        IServerStreamWriter<GenerateNaturalQueriesResponse> responseStream,
        ServerCallContext context)
    {
        GenerationContext? generation = null;
        await foreach (var request in requestStream.ReadAllAsync(context.CancellationToken))
        {
            generation ??= request.Context;
            foreach (var set in request.LabelSets)
            {
                await behaviour.BeforeAnswerAsync(context.CancellationToken);
                behaviour.Natural(set.Id);
                var outcome = new NaturalQueryOutcome
                {
                    Id = set.Id,
                    Queries = { $"a picture with {string.Join(" and ", set.Names)}" },
                    Provenance = new Provenance { Model = "fake", ModelId = "fake-1", Prompt = $"natural-query.{generation.Language}@1", Seed = (long)generation.Seed },
                };
                await responseStream.WriteAsync(new GenerateNaturalQueriesResponse { Outcome = outcome }, context.CancellationToken);
            }
        }
    }
}

/// <summary>What happens before a fake service answers.</summary>
internal sealed class FakeBehaviour
{
    private readonly ConcurrentQueue<string> _natural = [];
    private int _calls;

    /// <summary>Calls so far.</summary>
    public int Calls => _calls;

    /// <summary>Called with the number of the call, from 1; throws or waits as a test needs it.</summary>
    public Func<int, CancellationToken, Task> OnCall { get; set; } = (_, _) => Task.CompletedTask;

    /// <summary>Label sets that a natural query was written for, in order.</summary>
    public IReadOnlyCollection<string> NaturalSets => _natural;

    public void Natural(string set) => _natural.Enqueue(set);

    public Task BeforeAnswerAsync(CancellationToken cancellationToken) => OnCall(Interlocked.Increment(ref _calls), cancellationToken);
}
