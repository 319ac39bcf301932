using Grpc.Core;
using ImageSearchBench.Contracts.QueryGeneration.V1;
using ImageSearchBench.QueryGeneration.Tests.Harness;
using ImageSearchBench.Testing.LanguageModels;

namespace ImageSearchBench.QueryGeneration.Tests.Calls;

/// <summary>What becomes of calls to an endpoint that fails in every way that was seen: over real gRPC and real HTTP.</summary>
public sealed class MisbehavingEndpointTests
{
    private static readonly Dictionary<string, Func<ScriptedReply>> PassingFaults = new()
    {
        ["429 with Retry-After"] = () => ScriptedReply.Error(429, retryAfter: "0"),
        ["429 without Retry-After"] = () => ScriptedReply.Error(429),
        ["408"] = () => ScriptedReply.Error(408),
        ["500"] = () => ScriptedReply.Error(500),
        ["502 with a page"] = () => ScriptedReply.Html() with { Status = 502 },
        ["503"] = () => ScriptedReply.Error(503, retryAfter: "0"),
        ["connection reset"] = ScriptedReply.ConnectionReset,
        ["no answer in time"] = () => ScriptedReply.Text("late") with { Delay = TimeSpan.FromSeconds(20), Charged = false },
        ["200 with HTML"] = ScriptedReply.Html,
        ["200 with truncated JSON"] = ScriptedReply.TruncatedJson,
        ["200 without choices"] = ScriptedReply.EmptyChoices,
        ["200 with an error object"] = ScriptedReply.ErrorObject,
    };

    public static TheoryData<string> Passing => [.. PassingFaults.Keys];

    [Theory]
    [MemberData(nameof(Passing))]
    public async Task A_fault_that_passes_is_asked_again_and_paid_once(string fault)
    {
        await using var deployment = await Deployment.StartAsync(
            r => r.Number <= 2 ? PassingFaults[fault]() : Deployment.Paraphrase(r), ("AttemptTimeout", "00:00:01"), ("MaxConcurrency", "1"));

        var (outcomes, failure) = await deployment.ParaphraseAsync(["a dog"], Deployment.Context("job"));

        failure.Should().BeNull();
        outcomes["0"].Paraphrases.Should().Equal("another a dog");
        outcomes["0"].Provenance.Attempts.Should().Be(1, "failed attempts are no answers");
        deployment.Server.Requests.Should().HaveCount(3);
        deployment.Server.Charges.Values.Sum().Should().Be(1);
        var ledger = (await deployment.LedgerAsync("job")).Single();
        (ledger.Calls, ledger.FailedAttempts, ledger.InputTokens, ledger.OutputTokens).Should().Be((1, 2, 100, 10));
    }

    [Fact]
    public async Task Retry_After_is_waited_for()
    {
        await using var deployment = await Deployment.StartAsync(r => r.Number == 1 ? ScriptedReply.Error(429, retryAfter: "1") : Deployment.Paraphrase(r));

        (await deployment.ParaphraseAsync(["a dog"])).Failure.Should().BeNull();

        var times = deployment.Server.Requests.Select(r => r.At).ToList();
        (times[1] - times[0]).Should().BeGreaterThan(TimeSpan.FromSeconds(0.95));
    }

    [Fact]
    public async Task A_Retry_After_beyond_the_limit_stops_the_job()
    {
        await using var deployment = await Deployment.StartAsync(_ => ScriptedReply.Error(429, retryAfter: "86400"));

        var (_, failure) = await deployment.ParaphraseAsync(["a dog"]);

        failure!.StatusCode.Should().Be(StatusCode.Unavailable);
        failure.Status.Detail.Should().Contain("86400 s");
        deployment.Server.Requests.Should().HaveCount(1);
    }

    [Theory]
    [InlineData(401, "invalid_api_key", "API key")]
    [InlineData(403, "forbidden", "rights")]
    [InlineData(404, "model_not_found", "Model")]
    [InlineData(402, "payment", "quota")]
    [InlineData(429, "insufficient_quota", "quota")]
    public async Task What_no_waiting_mends_stops_the_job_at_once(int status, string code, string said)
    {
        await using var deployment = await Deployment.StartAsync(_ => ScriptedReply.Error(status, code), ("MaxConcurrency", "1"));

        var (outcomes, failure) = await deployment.ParaphraseAsync(Enumerable.Range(0, 50).Select(i => $"dog {i}"));

        failure!.StatusCode.Should().Be(StatusCode.FailedPrecondition);
        failure.Status.Detail.Should().Contain(said);
        outcomes.Should().BeEmpty();
        deployment.Server.Requests.Count.Should().BeLessThan(5, "no further item is begun");
    }

    [Theory]
    [InlineData(400, "invalid_request_error")]
    [InlineData(400, "content_filter")]
    [InlineData(413, "too_large")]
    [InlineData(403, "data_inspection_failed")]
    public async Task What_one_item_is_refused_for_spares_the_others(int status, string code)
    {
        await using var deployment = await Deployment.StartAsync(
            r => r.Data.Contains("bad", StringComparison.Ordinal) ? ScriptedReply.Error(status, code) : Deployment.Paraphrase(r));

        var (outcomes, failure) = await deployment.ParaphraseAsync(["a dog", "a bad dog", "a cat"]);

        failure.Should().BeNull();
        outcomes["1"].Error.Code.Should().Be((int)StatusCode.FailedPrecondition);
        outcomes.Values.Count(o => o.Error is null).Should().Be(2);
        deployment.Server.Requests.Should().HaveCount(3, "a refused request is not made again");
    }

    [Fact]
    public async Task A_refusal_is_an_answer_stored_and_paid_but_no_result()
    {
        await using var deployment = await Deployment.StartAsync(
            r => r.Data.Contains("bad", StringComparison.Ordinal) ? ScriptedReply.Refusal() : Deployment.Paraphrase(r));

        var (outcomes, _) = await deployment.ParaphraseAsync(["a bad dog", "a cat"], options: new WritingOptions { MaxAttempts = 2 });
        outcomes["0"].Error.Message.Should().Contain("refused");
        outcomes["1"].Error.Should().BeNull();
        deployment.Server.Charges.Values.Sum().Should().Be(3);

        await deployment.ParaphraseAsync(["a bad dog", "a cat"], options: new WritingOptions { MaxAttempts = 2 });
        deployment.Server.Charges.Values.Sum().Should().Be(3, "a refusal is not paid twice either");
    }

    [Fact]
    public async Task A_cut_answer_is_asked_again_with_more_room()
    {
        await using var deployment = await Deployment.StartAsync(
            r => r.Number == 1 ? ScriptedReply.Text("{\"queries\": [\"anoth", finish: "length") : Deployment.Paraphrase(r));

        var (outcomes, _) = await deployment.ParaphraseAsync(["a dog"]);

        outcomes["0"].Paraphrases.Should().Equal("another a dog");
        outcomes["0"].Provenance.Attempts.Should().Be(2);
        var limits = deployment.Server.Requests.Select(r => r.Body.GetProperty("max_completion_tokens").GetInt32()).ToList();
        limits[1].Should().Be(limits[0] * 2);
    }

    [Theory]
    [InlineData("Sure! Here you go.")]
    [InlineData("{\"answers\": [\"another dog\"]}")]
    [InlineData("{\"queries\": null}")]
    [InlineData("{\"queries\": [\"a dog\"]}")]
    [InlineData("{\"queries\": [\"另一只狗\"]}")]
    public async Task An_answer_of_no_use_is_asked_again_and_every_answer_is_kept(string useless)
    {
        await using var deployment = await Deployment.StartAsync(r => r.Number == 1 ? ScriptedReply.Text(useless) : Deployment.Paraphrase(r));

        var first = (await deployment.ParaphraseAsync(["a dog"])).Outcomes["0"];
        first.Paraphrases.Should().Equal("another a dog");
        (first.Provenance.Attempts, first.Provenance.Cached).Should().Be((2, false));

        var again = (await deployment.ParaphraseAsync(["a dog"])).Outcomes["0"];
        again.Paraphrases.Should().Equal("another a dog");
        (again.Provenance.Attempts, again.Provenance.Cached).Should().Be((2, true));
        deployment.Server.Requests.Should().HaveCount(2);
    }

    [Fact]
    public async Task Answers_of_no_use_end_as_the_items_error_with_the_reason()
    {
        await using var deployment = await Deployment.StartAsync(_ => ScriptedReply.Text("no idea"));

        var (outcomes, failure) = await deployment.ParaphraseAsync(["a dog"]);

        failure.Should().BeNull();
        outcomes["0"].Error.Code.Should().Be((int)StatusCode.FailedPrecondition);
        outcomes["0"].Error.Message.Should().Contain("3 attempts").And.Contain("no JSON");
        deployment.Server.Requests.Should().HaveCount(3);
    }

    [Fact]
    public async Task Without_usage_tokens_are_estimated_and_said_to_be()
    {
        await using var deployment = await Deployment.StartAsync(_ => ScriptedReply.Text("{\"queries\": [\"another dog\"]}", usage: false));

        await deployment.ParaphraseAsync(["a dog"], Deployment.Context("job"));

        var ledger = (await deployment.LedgerAsync("job")).Single();
        ledger.EstimatedCalls.Should().Be(1);
        ledger.InputTokens.Should().BeGreaterThan(0);
        ledger.OutputTokens.Should().BeGreaterThan(0);
    }

    [Fact]
    public async Task An_endpoint_that_is_down_gives_items_up_then_stops_the_job()
    {
        await using var deployment = await Deployment.StartAsync(
            _ => ScriptedReply.Error(500), ("MaxAttempts", "2"), ("FailuresToStop", "5"), ("MaxConcurrency", "1"));

        var (outcomes, failure) = await deployment.ParaphraseAsync(Enumerable.Range(0, 50).Select(i => $"dog {i}"));

        failure!.StatusCode.Should().Be(StatusCode.Unavailable);
        failure.Status.Detail.Should().Contain("5 calls in a row");
        outcomes.Values.Should().HaveCountGreaterThanOrEqualTo(4).And.OnlyContain(o => o.Error.Code == (int)StatusCode.Unavailable);
    }

    [Fact]
    public async Task The_same_question_twice_at_once_is_asked_once()
    {
        await using var deployment = await Deployment.StartAsync(r => Deployment.Paraphrase(r) with { Delay = TimeSpan.FromMilliseconds(200) });

        var (outcomes, _) = await deployment.ParaphraseAsync(["a dog", "a dog", "a dog", "a dog"]);

        outcomes.Values.Should().HaveCount(4).And.OnlyContain(o => o.Paraphrases.Single() == "another a dog");
        deployment.Server.Requests.Should().HaveCount(1);
    }

    [Fact]
    public async Task A_429_narrows_the_gate_and_success_widens_it_again()
    {
        var random = new Random(1);
        await using var deployment = await Deployment.StartAsync(r =>
        {
            lock (random)
                return random.Next(5) == 0 ? ScriptedReply.Error(429, retryAfter: "0") : Deployment.Paraphrase(r);
        });

        var (outcomes, failure) = await deployment.ParaphraseAsync(Enumerable.Range(0, 200).Select(i => $"dog {i}"));

        failure.Should().BeNull();
        outcomes.Values.Should().HaveCount(200).And.OnlyContain(o => o.Error == null);
        deployment.Server.Charges.Should().HaveCount(200);
        deployment.Server.Charges.Values.Should().OnlyContain(n => n == 1);
        deployment.Server.MostUnderWay.Should().BeLessThanOrEqualTo(8);
    }
}
