using System.Collections.Concurrent;
using System.Globalization;
using Grpc.Core;
using Grpc.Net.Client;
using ImageSearchBench.Contracts.QueryGeneration.V1;
using ImageSearchBench.Testing;
using ImageSearchBench.Testing.LanguageModels;

namespace ImageSearchBench.Benchmarks.QueryGeneration;

/// <summary>
/// A run over an endpoint that fails a tenth of the time, its service a process of its own that is killed on the way (SIGKILL) and started
/// again; the client then sends the whole run again. Also part of the test suite, in a short form.
/// </summary>
/// <param name="Items">Items of the run.</param>
/// <param name="Kills">How often the service is killed.</param>
/// <param name="EndpointKnowsIdempotency">The endpoint answers a repeated Idempotency-Key from its first answer, unpaid.</param>
internal sealed record KillCampaign(int Items, int Kills, bool EndpointKnowsIdempotency)
{
    private const double FailureRate = 0.1;
    private const int Concurrency = 32;

    private static readonly Func<ScriptedReply>[] Faults =
    [
        () => ScriptedReply.Error(429, retryAfter: "0"), () => ScriptedReply.Error(500), ScriptedReply.ConnectionReset, ScriptedReply.TruncatedJson,
        ScriptedReply.Html, ScriptedReply.EmptyChoices,
    ];

    /// <summary>Runs it.</summary>
    public async Task<Result> RunAsync(CancellationToken cancellationToken)
    {
        var paid = new ConcurrentDictionary<string, int>(StringComparer.Ordinal);
        var delivered = new ConcurrentDictionary<string, int>(StringComparer.Ordinal);
        var random = new Random(17);
        await using var server = await ScriptedModelServer.StartAsync(
            request =>
            {
                lock (random)
                {
                    if (random.NextDouble() < FailureRate)
                        return Faults[random.Next(Faults.Length)]();
                }

                paid.AddOrUpdate(request.Data, 1, (_, n) => n + 1);
                return ScriptedReply.Text($$"""{"queries": ["another {{request.Data}}"]}""") with
                {
                    Delay = TimeSpan.FromMilliseconds(10),
                    Delivered = () => delivered.AddOrUpdate(request.Data, 1, (_, n) => n + 1),
                };
            },
            knowsIdempotency: EndpointKnowsIdempotency);
        using var folder = new TemporaryFolder();
        var outcomes = new ConcurrentDictionary<string, string>(StringComparer.Ordinal);
        var errors = 0;
        for (var run = 0; run <= Kills; run++)
        {
            using var process = await ServiceProcess.StartAsync(server.Endpoint, folder.Path, Concurrency, cancellationToken);
            var killAfter = run < Kills ? Items * (run + 1) / (Kills + 1) : int.MaxValue;
            errors = await StreamAsync(process, outcomes, killAfter, cancellationToken);
        }

        return new Result(outcomes.Count, errors, paid.Count, paid.Values.Count(n => n > 1), paid.Values.Sum(), delivered.Values.Count(n => n > 1), server.Requests.Count, server.Repeats);
    }

    private async Task<int> StreamAsync(
        ServiceProcess process, ConcurrentDictionary<string, string> outcomes, int killAfter, CancellationToken cancellationToken)
    {
        using var channel = GrpcChannel.ForAddress(process.Address);
        using var call = new QueryGenerationService.QueryGenerationServiceClient(channel).ParaphraseQueries(cancellationToken: cancellationToken);
        var writing = WriteAsync(call.RequestStream);
        var (seen, errors) = (0, 0);
        try
        {
            await foreach (var response in call.ResponseStream.ReadAllAsync(cancellationToken))
            {
                if (response.Outcome.Error is null)
                    outcomes[response.Outcome.Id] = response.Outcome.Paraphrases.Single();
                else
                    errors++;
                if (++seen == killAfter)
                    process.Kill();
            }

            await writing;
        }
        catch (Exception e) when (killAfter != int.MaxValue && e is RpcException or InvalidOperationException or IOException)
        {
            // It was killed.
        }

        return errors;
    }

    private async Task WriteAsync(IClientStreamWriter<ParaphraseQueriesRequest> stream)
    {
        try
        {
            var context = new GenerationContext { Language = "en", JobId = "campaign" };
            foreach (var chunk in Enumerable.Range(0, Items).Chunk(100))
            {
                var request = new ParaphraseQueriesRequest { Context = context };
                request.Items.AddRange(chunk.Select(i => new ParaphraseItem { Id = i.ToString(CultureInfo.InvariantCulture), Text = $"dog {i}", Length = ParaphraseLength.Long }));
                await stream.WriteAsync(request);
            }

            await stream.CompleteAsync();
        }
        catch (Exception e) when (e is RpcException or InvalidOperationException)
        {
            // The reader says how the call ended.
        }
    }

    /// <summary>What came of it.</summary>
    /// <param name="Completed">Items with a result in the end.</param>
    /// <param name="Errors">Items that failed in the last run.</param>
    /// <param name="Asked">Items that the endpoint answered well at least once.</param>
    /// <param name="AskedTwice">Items that the endpoint answered well, and charged, more than once.</param>
    /// <param name="Paid">Good answers charged.</param>
    /// <param name="DeliveredTwice">Items whose good answer went out whole more than once, to a service that was still there.</param>
    /// <param name="Requests">Requests received.</param>
    /// <param name="Repeats">Requests answered from an earlier answer, unpaid.</param>
    internal sealed record Result(int Completed, int Errors, int Asked, int AskedTwice, int Paid, int DeliveredTwice, int Requests, int Repeats);
}
