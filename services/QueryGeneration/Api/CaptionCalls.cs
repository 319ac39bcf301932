using Grpc.Core;
using ImageSearchBench.Contracts.QueryGeneration.V1;
using ImageSearchBench.QueryGeneration.Calls;
using ImageSearchBench.QueryGeneration.Captions;
using ImageSearchBench.QueryGeneration.Images;
using ImageSearchBench.QueryGeneration.Models;
using CaptionOptions = ImageSearchBench.QueryGeneration.Captions.CaptionOptions;
using ModelRole = ImageSearchBench.QueryGeneration.Models.ModelRole;
using WireCaption = ImageSearchBench.Contracts.QueryGeneration.V1.Caption;

namespace ImageSearchBench.QueryGeneration.Api;

/// <summary>GenerateCaptions.</summary>
internal sealed class CaptionCalls(ModelCatalog models, JobRegistry jobs)
{
    public async Task GenerateAsync(
        IAsyncStreamReader<GenerateCaptionsRequest> requests, IServerStreamWriter<GenerateCaptionsResponse> responses, CancellationToken cancellationToken)
    {
        var stream = new RequestStream<GenerateCaptionsRequest, CaptionItem>(requests, r => r.Items);
        if (!await stream.BeginAsync(cancellationToken))
            return;
        using var session = GenerationSession.Open(stream.First!.Context, ModelRole.Captioner, models, jobs);
        var wanted = stream.First.Options ?? new();
        var options = CaptionOptions.Create(session.Language, wanted.TargetLength, wanted.MinLength, wanted.MaxLength, wanted.MaxAttempts);
        var captioner = new Captioner(session.Model, session.Job, session.Language, options, session.Seed);
        await ItemStream.RunAsync(
            stream.ItemsAsync(cancellationToken), session.Model.Parallelism, (item, token) => CaptionAsync(captioner, item, token),
            outcome => new GenerateCaptionsResponse { Outcome = outcome }, responses, cancellationToken);
    }

    private static async Task<CaptionOutcome> CaptionAsync(Captioner captioner, CaptionItem item, CancellationToken cancellationToken)
    {
        try
        {
            var caption = await captioner.CaptionAsync(new ImageInput(item.Image.Memory), item.Id, cancellationToken);
            return new CaptionOutcome
            {
                Id = item.Id,
                Caption = new WireCaption { Text = caption.Text, Cut = caption.Cut, Provenance = caption.Provenance.ToWire() },
            };
        }
        catch (Exception e) when (ItemStream.IsOfItem(e))
        {
            return new CaptionOutcome { Id = item.Id, Error = ItemStream.ToStatus(e) };
        }
    }
}
