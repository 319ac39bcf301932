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

    /// <summary>Runs it with lines on its standard input.</summary>
    public static Task<IsbResult> RunWithLinesAsync(string[] lines, params string[] args) =>
        RunAsync(args, new Dictionary<string, string>(), new StringReader(string.Join('\n', lines)), keys: null, CancellationToken.None);

    /// <summary>Runs it with a person at the keyboard.</summary>
    /// <param name="keys">What is typed; line ends are the Enter key, \b is Backspace, \u001b Escape, \u0015 Ctrl-U.</param>
    /// <param name="args">The command line.</param>
    public static Task<IsbResult> RunWithKeysAsync(string keys, params string[] args) =>
        RunAsync(args, new Dictionary<string, string>(), TextReader.Null, new Queue<ConsoleKeyInfo>(keys.Select(Key)), CancellationToken.None);

    public static Task<IsbResult> RunAsync(
        IReadOnlyList<string> args, IReadOnlyDictionary<string, string> variables, CancellationToken cancellationToken = default) =>
        RunAsync(args, variables, TextReader.Null, keys: null, cancellationToken);

    private static ConsoleKeyInfo Key(char key) => new(
        key,
        key switch
        {
            '\n' => ConsoleKey.Enter,
            '\b' => ConsoleKey.Backspace,
            '\u001b' => ConsoleKey.Escape,
            '\u0015' => ConsoleKey.U,
            _ => ConsoleKey.None,
        },
        shift: false,
        alt: false,
        control: key == '\u0015');

    private static async Task<IsbResult> RunAsync(
        IReadOnlyList<string> args,
        IReadOnlyDictionary<string, string> variables,
        TextReader input,
        Queue<ConsoleKeyInfo>? keys,
        CancellationToken cancellationToken)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        var terminal = new Terminal(output, error, progress: null, width: null, name => variables.GetValueOrDefault(name))
        {
            In = input,
            Key = keys is null ? null : () => keys.TryDequeue(out var key) ? key : null,
        };
        var code = await Standalone.CommandLine.Isb.RunAsync(args, terminal, cancellationToken);
        return new IsbResult(code, output.ToString(), error.ToString());
    }
}
