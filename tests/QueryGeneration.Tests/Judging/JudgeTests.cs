using Google.Protobuf;
using Grpc.Core;
using ImageSearchBench.Contracts.QueryGeneration.V1;
using ImageSearchBench.QueryGeneration.Tests.Harness;
using ImageSearchBench.Testing.LanguageModels;

namespace ImageSearchBench.QueryGeneration.Tests.Judging;

public sealed class JudgeTests
{
    [Fact]
    public async Task The_majority_of_votes_decides_with_its_evidence()
    {
        // Keyed by the seed sent along, which is the vote's own.
        var seeds = new List<int>();
        await using var deployment = await Deployment.StartAsync(r =>
        {
            lock (seeds)
            {
                seeds.Add(r.Body.GetProperty("seed").GetInt32());
                return Grade(seeds.Count == 2 ? 1 : 3);
            }
        });

        var (outcomes, summary) = await JudgeAsync(deployment, ("a dog", 1));

        var judgement = outcomes["0"].Judgement;
        (judgement.Grade, judgement.Undecided, judgement.Agreement).Should().Be((3, false, 2.0 / 3));
        judgement.Votes.Select(v => v.Grade).Should().Equal(3, 1, 3);
        judgement.Evidence.Single().Should().BeEquivalentTo(new { Element = "dog", Visible = true, Evidence = "grade 3" });
        (judgement.Provenance.Attempts, judgement.Provenance.InputTokens).Should().Be((3, 300L));
        seeds.Should().OnlyHaveUniqueItems();
        (summary.Judged, summary.Unanimous, summary.Undecided).Should().Be((1, 0, 0));
    }

    [Theory]
    [InlineData("no idea", "no JSON")]
    [InlineData("{\"elements\": [], \"grade\": 7}", "not from 0 to 3")]
    [InlineData("{\"elements\": []}", "no JSON")]
    [InlineData("{\"elements\": [], \"grade\": null}", "cannot tell")]
    public async Task What_cannot_be_read_is_undecided_never_grade_0(string answer, string reason)
    {
        await using var deployment = await Deployment.StartAsync(_ => ScriptedReply.Text(answer));

        var (outcomes, summary) = await JudgeAsync(deployment, ("a dog", 1));

        var judgement = outcomes["0"].Judgement;
        (judgement.HasGrade, judgement.Undecided).Should().Be((false, true));
        judgement.Votes.Should().HaveCount(3).And.OnlyContain(v => !v.HasGrade && v.UndecidedReason.Contains(reason));
        summary.Undecided.Should().Be(1);
    }

    [Fact]
    public async Task Order_and_neighbours_change_nothing()
    {
        var pairs = Enumerable.Range(0, 8).Select(i => ($"dog {i % 4}", i)).ToArray();
        await using var forward = await Deployment.StartAsync(BySeed);
        await using var backward = await Deployment.StartAsync(BySeed);

        var (first, _) = await JudgeAsync(forward, pairs);
        var (second, _) = await JudgeAsync(backward, [.. pairs.Reverse()]);

        for (var i = 0; i < pairs.Length; i++)
            second[$"{pairs.Length - 1 - i}"].Judgement.Votes.Should().Equal(first[$"{i}"].Judgement.Votes);

        static ScriptedReply BySeed(ScriptedRequest r) => Grade(r.Body.GetProperty("seed").GetInt32() % 4);
    }

    [Fact]
    public async Task A_stored_judgement_is_not_paid_again()
    {
        await using var deployment = await Deployment.StartAsync(_ => Grade(2));
        await JudgeAsync(deployment, ("a dog", 1), ("a cat", 1));

        var (again, _) = await JudgeAsync(deployment, ("a dog", 1), ("a cat", 1));

        again["0"].Judgement.Provenance.Cached.Should().BeTrue();
        deployment.Server.Requests.Should().HaveCount(6);
    }

    [Fact]
    public async Task Captions_are_accurate_vague_wrong_or_undecided()
    {
        await using var deployment = await Deployment.StartAsync(r => ScriptedReply.Text($$"""{"reason": "because", "verdict": "{{r.Data}}"}"""));
        using var call = deployment.Client.JudgeCaptions(cancellationToken: TestContext.Current.CancellationToken);
        var request = new JudgeCaptionsRequest { Context = Deployment.Context() };
        foreach (var caption in new[] { "accurate", "vague", "Wrong", "undecided", "perhaps", "" })
            request.Items.Add(new CaptionCheckItem { Id = caption, Caption = caption, Image = ByteString.CopyFrom(SampleImages.Jpeg(1)) });
        await call.RequestStream.WriteAsync(request);
        await call.RequestStream.CompleteAsync();

        var events = await call.ResponseStream.ReadAllAsync().ToListAsync();

        var outcomes = events.Where(e => e.Outcome is not null).ToDictionary(e => e.Outcome.Id, e => e.Outcome);
        outcomes["accurate"].Judgement.Should().BeEquivalentTo(new { Verdict = CaptionVerdict.Accurate, Reason = "because", Agreement = 1.0 });
        outcomes["vague"].Judgement.Verdict.Should().Be(CaptionVerdict.Vague);
        outcomes["Wrong"].Judgement.Verdict.Should().Be(CaptionVerdict.Wrong);
        outcomes["undecided"].Judgement.Verdict.Should().Be(CaptionVerdict.Undecided);
        outcomes["perhaps"].Judgement.Verdict.Should().Be(CaptionVerdict.Undecided);
        outcomes[""].Error.Code.Should().Be((int)StatusCode.InvalidArgument);
        events[^1].Summary.Should().BeEquivalentTo(new { Judged = 5L, Undecided = 2L, Failed = 1L });
    }

    private static ScriptedReply Grade(int grade) =>
        ScriptedReply.Text($$"""{"elements": [{"element": "dog", "visible": true, "evidence": "grade {{grade}}"}], "grade": {{grade}}}""");

    private static async Task<(Dictionary<string, RelevanceOutcome> Outcomes, JudgeSummary Summary)> JudgeAsync(
        Deployment deployment, params (string Query, int Image)[] pairs)
    {
        using var call = deployment.Client.JudgeRelevance(cancellationToken: TestContext.Current.CancellationToken);
        var request = new JudgeRelevanceRequest { Context = Deployment.Context() };
        request.Items.AddRange(pairs.Select((p, i) => new RelevanceItem { Id = $"{i}", Query = p.Query, Image = ByteString.CopyFrom(SampleImages.Jpeg(p.Image)) }));
        await call.RequestStream.WriteAsync(request);
        await call.RequestStream.CompleteAsync();
        var events = await call.ResponseStream.ReadAllAsync().ToListAsync();
        return (events.Where(e => e.Outcome is not null).ToDictionary(e => e.Outcome.Id, e => e.Outcome), events[^1].Summary);
    }
}
