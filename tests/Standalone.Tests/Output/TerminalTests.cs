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

    [Fact]
    public void Ids_in_tables_stay_whole_on_a_narrow_terminal()
    {
        var output = new StringWriter();
        var table = Tables.WithColumns("run", "system", ">queries");
        table.Row("f415314cc9694b27", "target:" + new string('x', 80), "1,088");

        new Terminal(output, TextWriter.Null, progress: null, width: 80, _ => null).Write(table);

        output.ToString().Should().Contain("f415314cc9694b27").And.Contain("1,088");
    }

    [Fact]
    public void Chinese_takes_two_columns_a_character()
    {
        Tables.Padded("topic=人", 10).Should().Be("topic=人  ");
        Tables.Padded("topic=a", 10).Should().Be("topic=a   ");
        Tables.Padded("too long for it", 10).Should().Be("too long for it");
    }

    [Theory]
    [InlineData(0.00001, "< 0.001")]
    [InlineData(0.0421, "0.042")]
    [InlineData(1, "1.000")]
    public void Small_p_values_are_bounds(double p, string text) => Tables.PValue(p).Should().Be(text);
}
