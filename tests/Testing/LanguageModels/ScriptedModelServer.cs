using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ImageSearchBench.Testing.LanguageModels;

/// <summary>
/// An OpenAI-compatible endpoint on real HTTP at a free loopback port that does what a script says. Checks of the endpoint's capabilities
/// are answered well and not counted, unless the script is to see them.
/// </summary>
public sealed class ScriptedModelServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Func<ScriptedRequest, ScriptedReply> _script;
    private readonly bool _seesChecks;
    private readonly bool _keepsRequests;
    private readonly ConcurrentQueue<ScriptedRequest> _requests = new();
    private readonly ConcurrentDictionary<string, int> _charges = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, ScriptedReply> _answered = new(StringComparer.Ordinal);
    private readonly bool _knowsIdempotency;
    private int _number;
    private int _underWay;
    private int _mostUnderWay;
    private int _repeats;
    private int _answers;
    private long _answering;

    private ScriptedModelServer(Func<ScriptedRequest, ScriptedReply> script, bool seesChecks, bool knowsIdempotency, bool keepsRequests)
    {
        _script = script;
        _seesChecks = seesChecks;
        _knowsIdempotency = knowsIdempotency;
        _keepsRequests = keepsRequests;
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = ["--hostBuilder:reloadConfigOnChange=false"] });
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(k => k.Listen(IPAddress.Loopback, 0));
        _app = builder.Build();
        _app.MapPost("/v1/chat/completions", AnswerAsync);
    }

    /// <summary>Base address, such as <c>http://127.0.0.1:1234/v1</c>.</summary>
    public Uri Endpoint { get; private set; } = null!;

    /// <summary>The requests, in order, without checks of the endpoint.</summary>
    public IReadOnlyList<ScriptedRequest> Requests => [.. _requests];

    /// <summary>Answers charged, by idempotency key.</summary>
    public IReadOnlyDictionary<string, int> Charges => _charges;

    /// <summary>Requests that were answered from an earlier answer, unpaid.</summary>
    public int Repeats => _repeats;

    /// <summary>Most requests that were under way at a time.</summary>
    public int MostUnderWay => _mostUnderWay;

    /// <summary>Answers so far, and the time they took in all: from the first byte of a request to the last of its answer, queries of capabilities left out.</summary>
    public (int Answers, TimeSpan Time) Answering => (Volatile.Read(ref _answers), TimeSpan.FromSeconds((double)Interlocked.Read(ref _answering) / Stopwatch.Frequency));

    /// <summary>Starts a server.</summary>
    /// <param name="script">What it answers; called from several threads.</param>
    /// <param name="seesChecks">The script answers checks of the endpoint's capabilities as well.</param>
    /// <param name="knowsIdempotency">A request with a key that was answered before gets the same answer and is not charged.</param>
    /// <param name="keepsRequests">Whether <see cref="Requests"/> and <see cref="Charges"/> are kept: not for long runs.</param>
    public static async Task<ScriptedModelServer> StartAsync(
        Func<ScriptedRequest, ScriptedReply> script, bool seesChecks = false, bool knowsIdempotency = false, bool keepsRequests = true)
    {
        var server = new ScriptedModelServer(script, seesChecks, knowsIdempotency, keepsRequests);
        await server._app.StartAsync();
        var addresses = server._app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>();
        server.Endpoint = new Uri(new Uri(addresses.Addresses.First()), "v1");
        return server;
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        var arrived = Stopwatch.GetTimestamp();
        var body = await JsonSerializer.DeserializeAsync<JsonElement>(context.Request.Body, cancellationToken: context.RequestAborted);
        var request = new ScriptedRequest(
            0, Stopwatch.GetElapsedTime(0), body, context.Request.Headers["Idempotency-Key"].ToString(), context.Request.Headers.Authorization.ToString());
        if (!_seesChecks && CheckReply(request.User) is { } check)
        {
            await WriteAsync(context, check);
            return;
        }

        request = request with { Number = Interlocked.Increment(ref _number) };
        if (_keepsRequests)
            _requests.Enqueue(request);
        var underWay = Interlocked.Increment(ref _underWay);
        for (var most = _mostUnderWay; underWay > most; most = _mostUnderWay)
            Interlocked.CompareExchange(ref _mostUnderWay, underWay, most);
        try
        {
            await WriteAsync(context, Choose(request));
        }
        finally
        {
            Interlocked.Add(ref _answering, Stopwatch.GetTimestamp() - arrived);
            Interlocked.Increment(ref _answers);
            Interlocked.Decrement(ref _underWay);
        }
    }

    private ScriptedReply Choose(ScriptedRequest request)
    {
        if (_knowsIdempotency && _answered.TryGetValue(request.IdempotencyKey, out var known))
        {
            Interlocked.Increment(ref _repeats);
            return known;
        }

        var reply = _script(request);
        if (reply.Charged && _keepsRequests)
        {
            _charges.AddOrUpdate(request.IdempotencyKey, 1, (_, n) => n + 1);
            if (_knowsIdempotency)
                _answered[request.IdempotencyKey] = reply;
        }

        return reply;
    }

    private static async Task WriteAsync(HttpContext context, ScriptedReply reply)
    {
        if (reply.Delay > TimeSpan.Zero)
            await Task.Delay(reply.Delay, context.RequestAborted);
        if (reply.Reset)
        {
            context.Abort();
            return;
        }

        context.Response.StatusCode = reply.Status;
        context.Response.ContentType = reply.ContentType;
        foreach (var (name, value) in reply.Headers)
            context.Response.Headers[name] = value;
        await context.Response.WriteAsync(reply.Body, context.RequestAborted);
        if (!context.RequestAborted.IsCancellationRequested)
            reply.Delivered?.Invoke();
    }

    private static ScriptedReply? CheckReply(string user) =>
        user.StartsWith("Answer with the word OK", StringComparison.Ordinal) ? ScriptedReply.Text("OK")
        : user.StartsWith("Answer with the JSON object", StringComparison.Ordinal) ? ScriptedReply.Text("{\"ok\": true}")
        : null;
}
