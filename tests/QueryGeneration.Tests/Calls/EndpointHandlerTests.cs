using System.Net;
using ImageSearchBench.QueryGeneration.Calls;
using Microsoft.Extensions.Time.Testing;

namespace ImageSearchBench.QueryGeneration.Tests.Calls;

public sealed class EndpointHandlerTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly AdaptiveGate _gate;

    public EndpointHandlerTests() => _gate = new AdaptiveGate(1, 0, _time);

    public void Dispose() => _gate.Dispose();

    [Fact]
    public async Task A_good_answer_gives_the_place_back_with_its_last_byte()
    {
        using var attempt = Attempt();
        var body = new TaskCompletionSource<string>();
        using var client = Client(HttpStatusCode.OK, body.Task);

        var sending = SendAsync(client, attempt);
        var next = _gate.EnterAsync(CancellationToken.None);
        next.IsCompleted.Should().BeFalse("the answer has not come to its end");
        body.SetResult("answer");

        using var response = await sending;
        (await next).Succeeded();
        (await response.Content.ReadAsStringAsync()).Should().Be("answer");
    }

    [Theory]
    [InlineData(HttpStatusCode.TooManyRequests)]
    [InlineData(HttpStatusCode.InternalServerError)]
    public async Task An_error_keeps_the_place_until_it_is_known_what_it_means(HttpStatusCode status)
    {
        using var attempt = Attempt();
        using var client = Client(status, Task.FromResult("no"));

        using var response = await SendAsync(client, attempt);
        var next = _gate.EnterAsync(CancellationToken.None);

        next.IsCompleted.Should().BeFalse();
        attempt.Throttled(TimeSpan.FromSeconds(3));
        _time.Advance(TimeSpan.FromSeconds(2));
        await Task.Delay(5);
        next.IsCompleted.Should().BeFalse("the endpoint asked to wait");
        for (var i = 0; i < 1000 && !next.IsCompleted; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(5);
        }

        (await next.WaitAsync(TimeSpan.FromSeconds(10))).Succeeded();
    }

    [Fact]
    public async Task Time_is_counted_from_the_place_on()
    {
        var before = await _gate.EnterAsync(CancellationToken.None);
        using var attempt = Attempt(TimeSpan.FromSeconds(10));
        var body = new TaskCompletionSource<string>();
        using var client = Client(HttpStatusCode.OK, body.Task);
        var sending = SendAsync(client, attempt);

        _time.Advance(TimeSpan.FromMinutes(1));
        attempt.TimeUp.IsCancellationRequested.Should().BeFalse();
        before.Succeeded();
        for (var i = 0; i < 1000 && !attempt.Entered; i++)
            await Task.Delay(5);
        _time.Advance(TimeSpan.FromSeconds(10));

        await sending.WaitAsync(TimeSpan.FromSeconds(10)).Invoking(s => s).Should().ThrowAsync<OperationCanceledException>();
        attempt.Failed();
        (await _gate.EnterAsync(CancellationToken.None)).Succeeded();
    }

    [Fact]
    public async Task A_caller_who_leaves_before_there_was_a_place_has_asked_nothing()
    {
        _ = await _gate.EnterAsync(CancellationToken.None);
        using var caller = new CancellationTokenSource();
        using var attempt = Attempt(caller: caller.Token);
        var answer = new Answer(HttpStatusCode.OK, Task.FromResult("answer"));
        using var client = new HttpClient(new EndpointHandler(answer));
        var sending = SendAsync(client, attempt);

        await caller.CancelAsync();

        await sending.WaitAsync(TimeSpan.FromSeconds(10)).Invoking(s => s).Should().ThrowAsync<OperationCanceledException>();
        attempt.Entered.Should().BeFalse();
        answer.Asked.Should().Be(0);
    }

    private CallAttempt Attempt(TimeSpan? limit = null, CancellationToken caller = default) =>
        new(_gate, "key", limit ?? TimeSpan.FromMinutes(1), _time, caller);

    private static HttpClient Client(HttpStatusCode status, Task<string> body) => new(new EndpointHandler(new Answer(status, body)));

    // As the connector sends: it reads the answer's body itself.
    private static async Task<HttpResponseMessage> SendAsync(HttpClient client, CallAttempt attempt)
    {
        CallAttempt.Current = attempt;
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("http://endpoint.invalid/"));
        return await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, attempt.TimeUp);
    }

    private sealed class Answer(HttpStatusCode status, Task<string> body) : HttpMessageHandler
    {
        public int Asked { get; private set; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Asked++;
            request.Headers.GetValues("Idempotency-Key").Should().Equal("key");
            return Task.FromResult(new HttpResponseMessage(status) { Content = new Late(body) });
        }
    }

    private sealed class Late(Task<string> body) : HttpContent
    {
        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
            SerializeToStreamAsync(stream, context, CancellationToken.None);

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken) =>
            await stream.WriteAsync(System.Text.Encoding.UTF8.GetBytes(await body.WaitAsync(cancellationToken)), cancellationToken);

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
