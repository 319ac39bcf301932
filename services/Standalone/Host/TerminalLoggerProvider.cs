using ImageSearchBench.Standalone.Output;

namespace ImageSearchBench.Standalone.Host;

/// <summary>Shows what the services warn of, a line each: stack traces belong into a server's log, not onto a terminal.</summary>
internal sealed class TerminalLoggerProvider(Terminal terminal) : ILoggerProvider
{
    public ILogger CreateLogger(string categoryName) => new TerminalLogger(terminal, categoryName);

    public void Dispose()
    {
        // The terminal is its owner's.
    }

    private sealed class TerminalLogger(Terminal terminal, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel is >= LogLevel.Warning and < LogLevel.None;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (!IsEnabled(logLevel))
                return;
            var cause = exception is null ? "" : $" ({exception.GetType().Name}: {exception.Message})";
            terminal.Note($"{(logLevel >= LogLevel.Error ? "error" : "warning")}: {category[(category.LastIndexOf('.') + 1)..]}: {formatter(state, exception)}{cause}");
        }
    }
}
