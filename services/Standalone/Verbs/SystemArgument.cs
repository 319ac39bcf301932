using System.CommandLine;
using ImageSearchBench.Standalone.CommandLine;
using BenchSystem = ImageSearchBench.Contracts.Orchestrator.V1.System;

namespace ImageSearchBench.Standalone.Verbs;

/// <summary>The system of <c>--system</c>: a model's name, <c>model:NAME</c>, <c>vectors:DIR</c>, <c>run:FILE</c> or <c>target:URL</c>.</summary>
internal static class SystemArgument
{
    /// <summary>The option.</summary>
    public static Option<string> Option() => new("--system", "-s")
    {
        Description = "What to evaluate: a model's name (or model:NAME), vectors:DIR (ready vectors), run:FILE (TREC run), or target:URL (a search system that implements searchtarget.v1)",
        HelpName = "S",
        Required = true,
    };

    /// <summary>Reads the option's value.</summary>
    /// <exception cref="UsageException">It names nothing.</exception>
    public static BenchSystem Parse(string value)
    {
        var colon = value.IndexOf(':', StringComparison.Ordinal);
        var (kind, name) = colon < 0 ? ("model", value) : (value[..colon], value[(colon + 1)..]);
        if (name.Length == 0)
            throw new UsageException($"--system {value}: a name or path is missing after '{kind}:'.");
        return kind switch
        {
            "model" => new BenchSystem { Model = name },
            "vectors" => new BenchSystem { Vectors = ServerPaths.Absolute(name) },
            "run" => new BenchSystem { RunFile = ServerPaths.Absolute(name) },
            "target" => new BenchSystem { Target = name },
            _ => throw new UsageException($"--system {value}: '{kind}' is no kind of system; use model:NAME, vectors:DIR, run:FILE or target:URL."),
        };
    }

    /// <summary>Reads a value that must name a model.</summary>
    /// <exception cref="UsageException">It names something else.</exception>
    public static string ParseModel(string value) =>
        Parse(value) is { KindCase: BenchSystem.KindOneofCase.Model } system
            ? system.Model
            : throw new UsageException($"--system {value}: only a model can search; name one ('isb models list').");
}
