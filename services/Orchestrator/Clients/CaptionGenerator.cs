using System.Runtime.CompilerServices;
using Google.Protobuf;
using Grpc.Core;
using ImageSearchBench.Contracts.QueryGeneration.V1;
using ImageSearchBench.Hosting.Errors;

namespace ImageSearchBench.Orchestrator.Clients;

/// <summary>How captions are to be written.</summary>
/// <param name="Model">Language model; empty takes the first captioner.</param>
/// <param name="Language"><c>zh</c> or <c>en</c>.</param>
/// <param name="JobId">Job that the calls are booked under.</param>
/// <param name="Length">Length aimed at; 0 means the default.</param>
/// <param name="Seed">Seed sent with the calls.</param>
/// <param name="MaxTokens">Most tokens of the job; 0 means no limit.</param>
/// <param name="MaxCost">Most money of the job; 0 means no limit.</param>
internal sealed record CaptionSettings(string Model, string Language, string JobId, int Length, ulong Seed, long MaxTokens, double MaxCost);

/// <summary>What came of captioning a photo: its caption with how it came to be, or why there is none.</summary>
internal sealed record GeneratedCaption(string Id, string Text, string Model, string ModelId, string Prompt)
{
    /// <summary>Seed that was sent with the call.</summary>
    public long Seed { get; init; }

    /// <summary>Why there is none; null when there is one.</summary>
    public string? Fault { get; init; }

    /// <summary>The endpoint failed: the same call may work later.</summary>
    public bool IsTransient { get; init; }
}

/// <summary>Captions of photos from QueryGeneration.</summary>
internal sealed class CaptionGenerator(QueryGenerationService.QueryGenerationServiceClient client)
{
    private const string Service = "QueryGeneration";

    // Enough for a model with many calls at once; a photo takes about 100 KB.
    private const int PhotosOnTheWay = 64;

    /// <summary>Captions photos; what comes of them in any order.</summary>
    public async IAsyncEnumerable<GeneratedCaption> CaptionAsync(
        CaptionSettings settings, IAsyncEnumerable<(string Id, byte[] Image)> photos, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var pump = new DuplexPump<GenerateCaptionsRequest, GenerateCaptionsResponse>(
            Service, token => client.GenerateCaptions(cancellationToken: token), RequestsAsync(settings, photos), PhotosOnTheWay, cancellationToken);
        while (await pump.MoveNextAsync())
        {
            pump.Release();
            yield return ToDomain(pump.Current.Outcome);
        }
    }

    private static async IAsyncEnumerable<GenerateCaptionsRequest> RequestsAsync(
        CaptionSettings settings, IAsyncEnumerable<(string Id, byte[] Image)> photos)
    {
        var context = new GenerationContext
        {
            Model = settings.Model,
            Language = settings.Language,
            JobId = settings.JobId,
            Seed = settings.Seed,
        };
        if (settings.MaxTokens > 0 || settings.MaxCost > 0)
            context.Budget = new Budget { Tokens = settings.MaxTokens, Cost = settings.MaxCost };
        var isFirst = true;
        await foreach (var (id, image) in photos)
        {
            var request = new GenerateCaptionsRequest { Items = { new CaptionItem { Id = id, Image = UnsafeByteOperations.UnsafeWrap(image) } } };
            if (isFirst)
            {
                request.Context = context;
                request.Options = new CaptionOptions { TargetLength = settings.Length };
                isFirst = false;
            }

            yield return request;
        }
    }

    private static GeneratedCaption ToDomain(CaptionOutcome outcome) => outcome.ResultCase switch
    {
        CaptionOutcome.ResultOneofCase.Caption => new GeneratedCaption(
            outcome.Id,
            outcome.Caption.Text,
            outcome.Caption.Provenance?.Model ?? "",
            outcome.Caption.Provenance?.ModelId ?? "",
            outcome.Caption.Provenance?.Prompt ?? "")
        {
            Seed = outcome.Caption.Provenance?.Seed ?? 0,
        },
        CaptionOutcome.ResultOneofCase.Error => new GeneratedCaption(outcome.Id, "", "", "", "")
        {
            Fault = outcome.Error.Message,
            IsTransient = (StatusCode)outcome.Error.Code is StatusCode.Unavailable or StatusCode.ResourceExhausted or StatusCode.DeadlineExceeded,
        },
        _ => throw new BenchException(ErrorKind.Internal, $"{Service} gave neither caption nor reason for '{outcome.Id}'."),
    };
}
