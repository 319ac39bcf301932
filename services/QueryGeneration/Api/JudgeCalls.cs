using Grpc.Core;
using ImageSearchBench.Contracts.QueryGeneration.V1;
using ImageSearchBench.QueryGeneration.Calls;
using ImageSearchBench.QueryGeneration.Images;
using ImageSearchBench.QueryGeneration.Judging;
using ImageSearchBench.QueryGeneration.Models;
using JudgeOptions = ImageSearchBench.QueryGeneration.Judging.JudgeOptions;
using ModelRole = ImageSearchBench.QueryGeneration.Models.ModelRole;
using WireOptions = ImageSearchBench.Contracts.QueryGeneration.V1.JudgeOptions;

namespace ImageSearchBench.QueryGeneration.Api;

/// <summary>JudgeRelevance and JudgeCaptions.</summary>
internal sealed class JudgeCalls(ModelCatalog models, JobRegistry jobs)
{
    private const int Undecided = -1;

    public async Task JudgeRelevanceAsync(
        IAsyncStreamReader<JudgeRelevanceRequest> requests, IServerStreamWriter<JudgeRelevanceResponse> responses, CancellationToken cancellationToken)
    {
        var stream = new RequestStream<JudgeRelevanceRequest, RelevanceItem>(requests, r => r.Items);
        if (!await stream.BeginAsync(cancellationToken))
            return;
        using var session = GenerationSession.Open(stream.First!.Context, ModelRole.Judge, models, jobs);
        var judge = new RelevanceJudge(session.Model, session.Job, session.Language, Options(stream.First.Options), session.Seed);
        var consistency = new Consistency();
        await ItemStream.RunAsync(
            stream.ItemsAsync(cancellationToken), session.Model.Parallelism, (item, token) => JudgeAsync(judge, item, consistency, token),
            outcome => new JudgeRelevanceResponse { Outcome = outcome }, responses, cancellationToken);
        await responses.WriteAsync(new JudgeRelevanceResponse { Summary = JudgementMapping.ToWire(consistency) }, cancellationToken);
    }

    public async Task JudgeCaptionsAsync(
        IAsyncStreamReader<JudgeCaptionsRequest> requests, IServerStreamWriter<JudgeCaptionsResponse> responses, CancellationToken cancellationToken)
    {
        var stream = new RequestStream<JudgeCaptionsRequest, CaptionCheckItem>(requests, r => r.Items);
        if (!await stream.BeginAsync(cancellationToken))
            return;
        using var session = GenerationSession.Open(stream.First!.Context, ModelRole.Judge, models, jobs);
        var judge = new CaptionJudge(session.Model, session.Job, session.Language, Options(stream.First.Options), session.Seed);
        var consistency = new Consistency();
        await ItemStream.RunAsync(
            stream.ItemsAsync(cancellationToken), session.Model.Parallelism, (item, token) => JudgeAsync(judge, item, consistency, token),
            outcome => new JudgeCaptionsResponse { Outcome = outcome }, responses, cancellationToken);
        await responses.WriteAsync(new JudgeCaptionsResponse { Summary = JudgementMapping.ToWire(consistency) }, cancellationToken);
    }

    private static async Task<RelevanceOutcome> JudgeAsync(
        RelevanceJudge judge, RelevanceItem item, Consistency consistency, CancellationToken cancellationToken)
    {
        try
        {
            var judgement = await judge.JudgeAsync(item.Query, new ImageInput(item.Image.Memory), item.ImageId, cancellationToken);
            consistency.Add([.. judgement.Votes.All.Select(v => v ?? Undecided)], judgement.Votes.Majority is not null);
            return new RelevanceOutcome { Id = item.Id, Judgement = JudgementMapping.ToWire(judgement) };
        }
        catch (Exception e) when (ItemStream.IsOfItem(e))
        {
            consistency.AddFailure();
            return new RelevanceOutcome { Id = item.Id, Error = ItemStream.ToStatus(e) };
        }
    }

    private static async Task<CaptionCheckOutcome> JudgeAsync(
        CaptionJudge judge, CaptionCheckItem item, Consistency consistency, CancellationToken cancellationToken)
    {
        try
        {
            var judgement = await judge.JudgeAsync(item.Caption, new ImageInput(item.Image.Memory), item.ImageId, cancellationToken);
            consistency.Add([.. judgement.Votes.All.Select(v => v is { } verdict ? (int)verdict : Undecided)], judgement.Votes.Majority is not null);
            return new CaptionCheckOutcome { Id = item.Id, Judgement = JudgementMapping.ToWire(judgement) };
        }
        catch (Exception e) when (ItemStream.IsOfItem(e))
        {
            consistency.AddFailure();
            return new CaptionCheckOutcome { Id = item.Id, Error = ItemStream.ToStatus(e) };
        }
    }

    private static JudgeOptions Options(WireOptions? wanted) => JudgeOptions.Create(wanted?.Repeats ?? 0, wanted?.MaxAttempts ?? 0);
}
