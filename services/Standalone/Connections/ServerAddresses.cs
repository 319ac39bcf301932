using ImageSearchBench.Standalone.CommandLine;

namespace ImageSearchBench.Standalone.Connections;

/// <summary>Where the services are that the command line itself talks to.</summary>
/// <param name="Encoder">Address of the Encoder.</param>
/// <param name="Orchestrator">Address of the Orchestrator.</param>
/// <param name="QueryGeneration">Address of QueryGeneration; null where it was not named: most verbs do without.</param>
internal sealed record ServerAddresses(Uri Encoder, Uri Orchestrator, Uri? QueryGeneration = null)
{
    /// <summary>Reads values of <c>--server</c>: a URL stands for all services, <c>NAME=URL</c> for one. Null when there is none.</summary>
    public static ServerAddresses? Parse(IReadOnlyList<string> values)
    {
        if (values.Count == 0)
            return null;

        Uri? encoder = null, orchestrator = null, queryGeneration = null, all = null;
        foreach (var value in values)
        {
            var name = NameOf(value);
            var url = ParseUrl(name.Length == 0 ? value : value[(name.Length + 1)..]);
            switch (name)
            {
                case "":
                    all = url;
                    break;
                case "encoder":
                    encoder = url;
                    break;
                case "orchestrator":
                    orchestrator = url;
                    break;
                case "querygeneration":
                    queryGeneration = url;
                    break;
                case "index" or "evaluator":
                    // The Orchestrator talks to them; named so that one setting can list all five.
                    break;
                default:
                    throw new UsageException($"--server {value}: there is no service '{name}'; name encoder, orchestrator or querygeneration.");
            }
        }

        return new ServerAddresses(
            encoder ?? all ?? throw Missing("encoder"),
            orchestrator ?? all ?? throw Missing("orchestrator"),
            queryGeneration ?? all);
    }

    // 'encoder=http://…' has its '=' before the scheme; a '=' later on belongs to the URL.
    private static string NameOf(string value)
    {
        var equals = value.IndexOf('=', StringComparison.Ordinal);
        var scheme = value.IndexOf("://", StringComparison.Ordinal);
        return equals > 0 && (scheme < 0 || equals < scheme) ? value[..equals] : "";
    }

    private static Uri ParseUrl(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url) && (url.Scheme == Uri.UriSchemeHttp || url.Scheme == Uri.UriSchemeHttps)
            ? url
            : throw new UsageException($"--server {text}: not a URL; write it like http://127.0.0.1:7100.");

    /// <summary>Servers were named, and none for this service.</summary>
    public static UsageException Missing(string name) =>
        new($"--server (or ISB_SERVER) names no {name}: add {name}=URL, or give one URL for all services.");
}
