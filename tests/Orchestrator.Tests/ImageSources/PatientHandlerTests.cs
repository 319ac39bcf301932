using System.Net;
using System.Net.Http.Headers;
using ImageSearchBench.Orchestrator.Fetching;
using Microsoft.Extensions.Time.Testing;

namespace ImageSearchBench.Orchestrator.Tests.ImageSources;

public sealed class PatientHandlerTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly FakeTimeProvider _time = new(Start);

    [Fact]
    public async Task It_waits_as_long_as_the_server_says_in_seconds_or_as_a_date()
    {
        var replies = new ScriptedReplies(
            Busy(new RetryConditionHeaderValue(TimeSpan.FromSeconds(7))), Busy(new RetryConditionHeaderValue(Start.AddSeconds(20))), new HttpResponseMessage(HttpStatusCode.OK));
        using var client = Client(replies, new FetchingOptions());

        var sent = client.GetAsync(new Uri("http://a.org/"));
        await ReachAsync(() => replies.Times.Count == 1);
        await AdvanceUntilAsync(() => replies.Times.Count == 2);
        await AdvanceUntilAsync(() => replies.Times.Count == 3);
        (await sent).StatusCode.Should().Be(HttpStatusCode.OK);

        replies.Times.Select(t => t - Start).Should().Equal(TimeSpan.Zero, TimeSpan.FromSeconds(7), TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task A_server_that_wants_more_patience_than_there_is_gets_none()
    {
        var replies = new ScriptedReplies(Busy(new RetryConditionHeaderValue(TimeSpan.FromHours(1))));
        using var client = Client(replies, new FetchingOptions());

        (await client.GetAsync(new Uri("http://a.org/"))).StatusCode.Should().Be(HttpStatusCode.TooManyRequests);

        replies.Times.Should().ContainSingle();
    }

    [Theory]
    [InlineData(HttpStatusCode.NotFound)]
    [InlineData(HttpStatusCode.Forbidden)]
    [InlineData(HttpStatusCode.NotImplemented)]
    public async Task What_stays_as_it_is_is_not_tried_again(HttpStatusCode status)
    {
        var replies = new ScriptedReplies(new HttpResponseMessage(status));
        using var client = Client(replies, new FetchingOptions());

        (await client.GetAsync(new Uri("http://a.org/"))).StatusCode.Should().Be(status);
    }

    [Fact]
    public async Task The_last_try_is_the_answer()
    {
        var replies = new ScriptedReplies([.. Enumerable.Range(0, 3).Select(_ => new HttpResponseMessage(HttpStatusCode.BadGateway))]);
        using var client = Client(replies, new FetchingOptions { MaxRetries = 2, RetryDelay = TimeSpan.Zero });

        (await client.GetAsync(new Uri("http://a.org/"))).StatusCode.Should().Be(HttpStatusCode.BadGateway);

        replies.Times.Should().HaveCount(3);
    }

    private static HttpResponseMessage Busy(RetryConditionHeaderValue after) =>
        new(HttpStatusCode.TooManyRequests) { Headers = { RetryAfter = after } };

    private HttpClient Client(ScriptedReplies replies, FetchingOptions options)
    {
        replies.Clock = _time;
        return new HttpClient(new PatientHandler(options, _time) { InnerHandler = replies });
    }

    // The handler waits by the test's clock: it is moved in steps until the next try has come.
    private async Task AdvanceUntilAsync(Func<bool> reached)
    {
        while (!reached())
        {
            await Task.Delay(20);
            if (!reached())
                _time.Advance(TimeSpan.FromSeconds(1));
        }
    }

    private static async Task ReachAsync(Func<bool> reached)
    {
        while (!reached())
            await Task.Delay(5);
    }

    private sealed class ScriptedReplies(params HttpResponseMessage[] replies) : HttpMessageHandler
    {
        public TimeProvider Clock { get; set; } = TimeProvider.System;

        public List<DateTimeOffset> Times { get; } = [];

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Times.Add(Clock.GetUtcNow());
            return Task.FromResult(replies[Times.Count - 1]);
        }
    }
}
