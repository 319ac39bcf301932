using ImageSearchBench.Standalone.Host;
using ImageSearchBench.Standalone.Output;
using Microsoft.Extensions.Logging;

namespace ImageSearchBench.Standalone.Tests.Host;

public sealed class TerminalLoggerTests
{
    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 3)]
    public void A_warning_is_told_once_to_somebody_who_watches(bool once, int lines)
    {
        var error = new StringWriter();
        using var provider = new TerminalLoggerProvider(new Terminal(TextWriter.Null, error, progress: null, width: null, _ => null), once);
        using var factory = new LoggerFactory([provider]);

        for (var i = 0; i < 3; i++)
            factory.CreateLogger("A.B.Model").Log(LogLevel.Warning, default, "no reply", exception: null, (text, _) => text);

        error.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Should().HaveCount(lines).And.OnlyContain(l => l.Contains("warning: Model: no reply"));
    }
}
