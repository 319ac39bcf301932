using System.CommandLine;
using ImageSearchBench.Standalone.Output;
using ImageSearchBench.Testing;

namespace ImageSearchBench.Standalone.Tests.CommandLine;

/// <summary>docs/cli.md says what the program does: every verb, every option, and examples that can be understood.</summary>
public sealed class DocumentationTests
{
    private static readonly string[] Lines = File.ReadAllLines(Path.Combine(Repository.Root, "docs", "cli.md"));

    [Theory]
    [MemberData(nameof(UsageTests.Verbs), MemberType = typeof(UsageTests))]
    public void Every_verb_and_option_is_described(string verb)
    {
        var section = Section($"## `isb {verb}`");

        section.Should().NotBeEmpty("the verb has a section of its own");
        var command = verb.Split(' ').Aggregate((Command)Root(), (c, name) => c.Subcommands.First(s => s.Name == name));
        var described = section.Concat(Section("## Options of every verb")).ToArray();
        foreach (var option in command.Options)
            described.Should().Contain(l => l.StartsWith('|') && l.Contains($"`{option.Name}"), "{0} has {1}", verb, option.Name);
        foreach (var argument in command.Arguments)
            section.Should().Contain(l => l.StartsWith($"| `{argument.Name}`", StringComparison.Ordinal), "{0} has {1}", verb, argument.Name);
    }

    [Fact]
    public void Examples_can_be_understood()
    {
        var examples = Lines.Where(l => l.StartsWith("isb ", StringComparison.Ordinal)).ToArray();

        examples.Should().HaveCountGreaterThanOrEqualTo(UsageTests.Verbs().Count);
        foreach (var example in examples)
            Root().Parse(example["isb ".Length..]).Errors.Select(e => e.Message).Should().BeEmpty(example);
    }

    private static RootCommand Root() =>
        Standalone.CommandLine.Isb.Commands(new Terminal(TextWriter.Null, TextWriter.Null, progress: null, width: null, _ => null));

    private static string[] Section(string heading) =>
        [.. Lines.SkipWhile(l => l != heading).Skip(1).TakeWhile(l => !l.StartsWith("## ", StringComparison.Ordinal))];
}
