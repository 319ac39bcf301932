using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace ImageSearchBench.Standalone.Output;

/// <summary>Where a command writes: results to standard output, all else (progress, warnings, errors) to standard error.</summary>
internal sealed class Terminal
{
    /// <summary>Columns of tables: enough that no cell wraps. A terminal breaks a line that is too long for it, and an id can still be copied.</summary>
    private const int TableWidth = 4096;

    private readonly Func<string, string?> _variables;
    private readonly Lock _writing = new();
    private readonly IAnsiConsole _out;

    /// <param name="output">Results.</param>
    /// <param name="error">Progress, warnings, errors.</param>
    /// <param name="progress">A console on <paramref name="error"/> that can move its cursor; null where there is none, so that progress comes in plain lines.</param>
    /// <param name="width">Columns of <paramref name="output"/>; null for a file or a pipe.</param>
    /// <param name="variables">Environment variables.</param>
    public Terminal(TextWriter output, TextWriter error, IAnsiConsole? progress, int? width, Func<string, string?> variables)
    {
        Out = TextWriter.Synchronized(output);
        Error = TextWriter.Synchronized(error);
        Progress = progress;
        _variables = variables;
        _out = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(Out),
            Ansi = width is null ? AnsiSupport.No : AnsiSupport.Detect,
            ColorSystem = width is null ? ColorSystemSupport.NoColors : ColorSystemSupport.Detect,
            Interactive = InteractionSupport.No,
        });
        _out.Profile.Capabilities.Unicode = true;
        _out.Profile.Width = TableWidth;
    }

    /// <summary>Standard output.</summary>
    public TextWriter Out { get; }

    /// <summary>Standard error.</summary>
    public TextWriter Error { get; }

    /// <summary>A console that shows moving progress; null where plain lines are wanted.</summary>
    public IAnsiConsole? Progress { get; }

    /// <summary>Standard input; empty unless it was given.</summary>
    public TextReader In { get; init; } = TextReader.Null;

    /// <summary>Takes the key that was pressed last, null when none was; null itself where there is no keyboard.</summary>
    public Func<ConsoleKeyInfo?>? Key { get; init; }

    /// <summary>The terminal this process was started on.</summary>
    public static Terminal OfThisProcess()
    {
        // A byte order mark or a narrow code page would spoil JSON and Chinese text.
        var utf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        if (Console.OutputEncoding.CodePage != utf8.CodePage)
            Console.OutputEncoding = utf8;
        var progress = Console.IsErrorRedirected
            ? null
            : AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        return new Terminal(
            Console.Out,
            Console.Error,
            progress,
            Console.IsOutputRedirected ? null : Math.Max(Console.WindowWidth, 80),
            Environment.GetEnvironmentVariable)
        {
            In = Console.In,
            Key = Console.IsInputRedirected || Console.IsOutputRedirected ? null : () => Console.KeyAvailable ? Console.ReadKey(intercept: true) : null,
        };
    }

    /// <summary>An environment variable; null when it is not set.</summary>
    public string? Variable(string name) => _variables(name);

    /// <summary>Writes a line of results.</summary>
    public void Line(string text = "") => Out.WriteLine(Printable(text));

    /// <summary>Begins a line that a person completes.</summary>
    public void Ask(string text) => Out.Write(Printable(text));

    /// <summary>Writes a table of results.</summary>
    public void Write(IRenderable renderable) => _out.Write(renderable);

    /// <summary>Writes the one JSON value of a command.</summary>
    public void Json<T>(T value, JsonTypeInfo<T> type) => Out.WriteLine(JsonSerializer.Serialize(value, type));

    /// <summary>Writes a line to standard error.</summary>
    public void Note(string text)
    {
        lock (_writing)
        {
            if (Progress is null)
                Error.WriteLine(Printable(text));
            else
                Progress.WriteLine(Printable(text));
        }
    }

    /// <summary>Writes what went wrong to standard error.</summary>
    public void Fail(string message) => Note("error: " + message);

    /// <summary>Text without characters that steer a terminal: names and queries come from anybody's files.</summary>
    public static string Printable(string text) =>
        text.Any(IsControl) ? string.Concat(text.Select(c => IsControl(c) ? '\uFFFD' : c)) : text;

    private static bool IsControl(char c) => char.IsControl(c) && c is not ('\n' or '\t');
}
