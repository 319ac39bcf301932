using ImageSearchBench.Contracts.QueryGeneration.V1;
using ImageSearchBench.QueryGeneration.Judging;
using DomainCaption = ImageSearchBench.QueryGeneration.Judging.CaptionJudgement;
using DomainRelevance = ImageSearchBench.QueryGeneration.Judging.RelevanceJudgement;
using DomainVerdict = ImageSearchBench.QueryGeneration.Judging.CaptionVerdict;
using WireCaption = ImageSearchBench.Contracts.QueryGeneration.V1.CaptionJudgement;
using WireEvidence = ImageSearchBench.Contracts.QueryGeneration.V1.ElementEvidence;
using WireRelevance = ImageSearchBench.Contracts.QueryGeneration.V1.RelevanceJudgement;
using WireVerdict = ImageSearchBench.Contracts.QueryGeneration.V1.CaptionVerdict;

namespace ImageSearchBench.QueryGeneration.Api;

/// <summary>Judgements as messages.</summary>
internal static class JudgementMapping
{
    public static WireRelevance ToWire(DomainRelevance judgement)
    {
        var wire = new WireRelevance
        {
            Undecided = judgement.Votes.Majority is null,
            Agreement = judgement.Votes.Agreement,
            Provenance = judgement.Provenance.ToWire(),
        };
        if (judgement.Votes.Majority is { } grade)
            wire.Grade = grade;
        wire.Evidence.AddRange(judgement.Evidence.Select(e => new WireEvidence { Element = e.Element, Visible = e.Visible, Evidence = e.Evidence }));
        foreach (var (vote, reason) in judgement.Votes.All.Zip(judgement.UndecidedReasons))
        {
            var wireVote = new RelevanceVote { UndecidedReason = reason };
            if (vote is { } voted)
                wireVote.Grade = voted;
            wire.Votes.Add(wireVote);
        }

        return wire;
    }

    public static WireCaption ToWire(DomainCaption judgement) => new()
    {
        Verdict = ToWire(judgement.Votes.Majority),
        Reason = judgement.Reason,
        Votes = { judgement.Votes.All.Select(ToWire) },
        Agreement = judgement.Votes.Agreement,
        Provenance = judgement.Provenance.ToWire(),
    };

    public static JudgeSummary ToWire(Consistency consistency)
    {
        var summary = new JudgeSummary
        {
            Judged = consistency.Judged,
            Undecided = consistency.Undecided,
            Unanimous = consistency.Unanimous,
            MeanAgreement = consistency.MeanAgreement,
            Failed = consistency.Failed,
        };
        if (consistency.Kappa is { } kappa)
            summary.Kappa = kappa;
        return summary;
    }

    private static WireVerdict ToWire(DomainVerdict? verdict) => verdict switch
    {
        DomainVerdict.Accurate => WireVerdict.Accurate,
        DomainVerdict.Vague => WireVerdict.Vague,
        DomainVerdict.Wrong => WireVerdict.Wrong,
        _ => WireVerdict.Undecided,
    };
}
