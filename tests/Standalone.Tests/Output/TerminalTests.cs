using ImageSearchBench.Standalone.Output;

namespace ImageSearchBench.Standalone.Tests.Output;

public sealed class TerminalTests
{
    [Fact]
    public void Text_from_files_cannot_steer_the_terminal()
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        var terminal = new Terminal(output, error, progress: null, width: null, _ => null);
        var table = Tables.WithColumns("name", ">count");
        table.Row("evil\u001b[2J[red]猫[/]", "1");

        terminal.Write(table);
        terminal.Line("title\u001b]0;pwned\u0007");
        terminal.Note("note\u009b31m");

        (output.ToString() + error).Should().NotContainAny("\u001b", "\u0007", "\u009b").And.Contain("[red]猫[/]");
    }

    [Fact]
    public void Tables_in_a_pipe_are_not_cut()
    {
        var output = new StringWriter();
        var table = Tables.WithColumns("path");
        var path = "/" + string.Join('/', Enumerable.Repeat("folder", 100));
        table.Row(path);

        new Terminal(output, TextWriter.Null, progress: null, width: null, _ => null).Write(table);

        output.ToString().Should().Contain(path);
    }

    [Theory]
    [InlineData(0.00001, "< 0.001")]
    [InlineData(0.0421, "0.042")]
    [InlineData(1, "1.000")]
    public void Small_p_values_are_bounds(double p, string text) => Tables.PValue(p).Should().Be(text);
}
