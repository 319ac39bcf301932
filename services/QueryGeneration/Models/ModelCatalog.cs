using System.Collections.Concurrent;
using ImageSearchBench.Hosting.Errors;
using ImageSearchBench.QueryGeneration.Calls;
using ImageSearchBench.QueryGeneration.Configuration;
using ImageSearchBench.QueryGeneration.Images;
using ImageSearchBench.QueryGeneration.Recordings;
using ImageSearchBench.QueryGeneration.Storage;
using Microsoft.Extensions.Options;
using Microsoft.SemanticKernel.ChatCompletion;
using Microsoft.SemanticKernel.Connectors.OpenAI;

namespace ImageSearchBench.QueryGeneration.Models;

/// <summary>The configured models; each is made when it is first asked for, and kept.</summary>
internal sealed class ModelCatalog(
    IOptions<QueryGenerationOptions> options, ResponseStore store, ImageShrinker images, CapabilityProbe probe, TimeProvider time, ILoggerFactory loggers) : IDisposable
{
    private readonly ConcurrentDictionary<string, Lazy<Entry>> _made = new(StringComparer.Ordinal);

    /// <summary>All configured models, ordered by name.</summary>
    public IEnumerable<ModelProfile> Profiles =>
        options.Value.Models.OrderBy(m => m.Key, StringComparer.Ordinal).Select(m => new ModelProfile(m.Key, m.Value));

    /// <summary>A model by name, or the first one that has a role.</summary>
    /// <param name="name">Name; empty: any.</param>
    /// <param name="role">Role it must have; null: any.</param>
    /// <exception cref="BenchException">NotFound or FailedPrecondition; names the setting to make.</exception>
    public LanguageModel Get(string name, ModelRole? role)
    {
        var profile = Find(name, role);
        return _made.GetOrAdd(profile.Name, _ => new Lazy<Entry>(() => Make(profile))).Value.Model;
    }

    /// <summary>A model's settings, as <see cref="Get"/> finds it.</summary>
    public ModelProfile Find(string name, ModelRole? role)
    {
        if (name.Length > 0)
        {
            if (!options.Value.Models.TryGetValue(name, out var named))
            {
                var known = string.Join(", ", options.Value.Models.Keys.Order(StringComparer.Ordinal));
                throw BenchException.NotFound(
                    $"No language model '{name}' is configured (there are: {(known.Length == 0 ? "none" : known)}): set {QueryGenerationOptions.Section}__Models__{name}__Endpoint and __Model.", "model");
            }

            var profile = new ModelProfile(name, named);
            return role is null || profile.Roles.Contains(role.Value)
                ? profile
                : throw new BenchException(ErrorKind.FailedPrecondition, $"Language model '{name}' lacks the role {role}: add it to {QueryGenerationOptions.Section}:Models:{name}:Roles.", "model");
        }

        return Profiles.FirstOrDefault(p => role is null || p.Roles.Contains(role.Value))
            ?? throw new BenchException(
                ErrorKind.FailedPrecondition,
                $"No language model is configured{(role is null ? "" : $" for the role {role}")}: set {QueryGenerationOptions.Section}__Models__NAME__Endpoint (such as http://127.0.0.1:11434/v1) and __Model.", "model");
    }

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var entry in _made.Values.Where(e => e.IsValueCreated))
        {
            entry.Value.Gate.Dispose();
            entry.Value.Http?.Dispose();
        }
    }

    private Entry Make(ModelProfile profile)
    {
        var http = profile.Recorded ? null : Client();
        IChatCompletionService inner = profile.Recorded
            ? new RecordedChatCompletion(profile.Options.Recording!)
            : new OpenAIChatCompletionService(profile.ModelId, profile.Options.Endpoint!, ApiKey.Read(profile), organization: null, http);
        var gate = new AdaptiveGate(profile.Options.MaxConcurrency, profile.Options.RequestsPerMinute, time);
        var guard = new GuardedChatCompletion(inner, profile, store, gate, time, loggers.CreateLogger<GuardedChatCompletion>());
        return new Entry(new LanguageModel(profile, guard, images, probe), gate, http);
    }

    private static HttpClient Client()
    {
        var sockets = new SocketsHttpHandler
        {
            ConnectTimeout = TimeSpan.FromSeconds(15),
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            AllowAutoRedirect = false,
        };

        // Time is limited for each attempt by the guard, which knows a timeout from a cancellation.
        return new HttpClient(new EndpointHandler(sockets)) { Timeout = Timeout.InfiniteTimeSpan };
    }

    private sealed record Entry(LanguageModel Model, AdaptiveGate Gate, HttpClient? Http);
}
