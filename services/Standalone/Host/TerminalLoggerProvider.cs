using System.Collections.Concurrent;
using ImageSearchBench.Standalone.Output;

namespace ImageSearchBench.Standalone.Host;

/// <summary>Shows what the services warn of, a line each: stack traces belong into a server's log, not onto a terminal.</summary>
/// <param name="terminal">Where the lines go.</param>
/// <param name="once">A line that was shown is not shown again: somebody who waits for a command needs to read it once. A server's log has all.</param>
internal sealed class TerminalLoggerProvider(Terminal terminal, bool once) : ILoggerProvider
{
    // What a command says is bounded, whatever the services say.
    private const int MostRemembered = 1000;

    private readonly ConcurrentDictionary<string, bool> _shown = new(StringComparer.Ordinal);

    public ILogger CreateLogger(string categoryName) => new TerminalLogger(this, categoryName);

    public void Dispose()
    {
        // The terminal is its owner's.
    }

    private void Show(string line)
    {
        if (!once || (_shown.Count < MostRemembered && _shown.TryAdd(line, true)))
            terminal.Note(line);
    }

    private sealed class TerminalLogger(TerminalLoggerProvider provider, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel is >= LogLevel.Warning and < LogLevel.None;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (!IsEnabled(logLevel))
                return;
            var cause = exception is null ? "" : $" ({exception.GetType().Name}: {exception.Message})";
            provider.Show($"{(logLevel >= LogLevel.Error ? "error" : "warning")}: {category[(category.LastIndexOf('.') + 1)..]}: {formatter(state, exception)}{cause}");
        }
    }
}
