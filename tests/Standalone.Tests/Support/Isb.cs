using System.Text.Json.Nodes;
using ImageSearchBench.Standalone.Output;

namespace ImageSearchBench.Standalone.Tests.Support;

/// <summary>What a command answered.</summary>
internal sealed record IsbResult(int ExitCode, string Out, string Error)
{
    /// <summary>Standard output as the one JSON value that it must be.</summary>
    public JsonNode Json => JsonNode.Parse(Out)!;

    /// <summary>The command must have worked.</summary>
    public IsbResult RequireDone()
    {
        ExitCode.Should().Be(0, "standard error says: {0}", Error);
        return this;
    }
}

/// <summary>Runs <c>isb</c> inside the test's process, with its own services over a data folder.</summary>
internal static class Isb
{
    public static async Task<IsbResult> RunAsync(params string[] args) => await RunAsync(args, new Dictionary<string, string>());

    public static async Task<IsbResult> RunAsync(
        IReadOnlyList<string> args, IReadOnlyDictionary<string, string> variables, CancellationToken cancellationToken = default)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        var terminal = new Terminal(output, error, progress: null, width: null, name => variables.GetValueOrDefault(name));
        var code = await Standalone.CommandLine.Isb.RunAsync(args, terminal, cancellationToken);
        return new IsbResult(code, output.ToString(), error.ToString());
    }
}
