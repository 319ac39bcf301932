using System.Diagnostics;
using ImageSearchBench.Contracts.QueryGeneration.V1;
using ImageSearchBench.QueryGeneration.Tests.Harness;
using ImageSearchBench.Testing.LanguageModels;

namespace ImageSearchBench.QueryGeneration.Tests.Calls;

public sealed class LeavingCallerTests
{
    [Fact]
    public async Task A_caller_that_leaves_loses_no_reply_that_is_being_paid()
    {
        var arrived = new TaskCompletionSource();
        var delivered = new TaskCompletionSource();
        await using var deployment = await Deployment.StartAsync(r =>
        {
            arrived.TrySetResult();
            return Deployment.Paraphrase(r) with { Delay = TimeSpan.FromMilliseconds(500), Delivered = () => delivered.TrySetResult() };
        });
        using (var leaving = deployment.Client.ParaphraseQueries())
        {
            await leaving.RequestStream.WriteAsync(new ParaphraseQueriesRequest
            {
                Context = Deployment.Context(),
                Items = { new ParaphraseItem { Id = "0", Text = "a dog", Length = ParaphraseLength.Long } },
            });
            await arrived.Task.WaitAsync(TimeSpan.FromSeconds(30));
        }

        await delivered.Task.WaitAsync(TimeSpan.FromSeconds(30));
        await Eventually(async () => (await deployment.LedgerAsync()).Sum(e => e.Calls) == 1);
        var (outcomes, _) = await deployment.ParaphraseAsync(["a dog"]);

        outcomes["0"].Provenance.Cached.Should().BeTrue();
        deployment.Server.Requests.Should().HaveCount(1);
    }

    [Fact]
    public async Task Calls_leave_spans_that_hold_numbers_and_no_texts()
    {
        var spans = new List<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = s => s.Name == "ImageSearchBench.QueryGeneration",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = a =>
            {
                lock (spans)
                    spans.Add(a);
            },
        };
        ActivitySource.AddActivityListener(listener);
        await using var deployment = await Deployment.StartAsync(
            r => r.Number == 1 ? ScriptedReply.Error(500) : Deployment.Paraphrase(r), ("Model", "span-test"));

        await deployment.ParaphraseAsync(["a very particular dog"]);

        List<Activity> mine;
        lock (spans)
            mine = spans.FindAll(s => s.DisplayName == "chat span-test" && Equals(s.GetTagItem("isb.step"), "Paraphrase"));
        var span = mine.Single();
        span.GetTagItem("gen_ai.usage.input_tokens").Should().Be(100);
        span.GetTagItem("isb.prompt").Should().Be("paraphrase-keywords.en@1");
        span.Events.Single().Tags.Should().Contain(new KeyValuePair<string, object?>("reason", "http_500"));
        span.TagObjects.Should().NotContain(t => $"{t.Value}".Contains("particular", StringComparison.Ordinal));
    }

    private static async Task Eventually(Func<Task<bool>> holds)
    {
        for (var i = 0; i < 300 && !await holds(); i++)
            await Task.Delay(100, TestContext.Current.CancellationToken);
    }
}
