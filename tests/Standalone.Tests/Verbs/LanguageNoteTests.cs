using ImageSearchBench.Contracts.Encoder.V1;
using ImageSearchBench.Contracts.Evaluator.V1;
using ImageSearchBench.Standalone.Verbs;

namespace ImageSearchBench.Standalone.Tests.Verbs;

public sealed class LanguageNoteTests
{
    private static readonly Slice[] Slices =
    [
        new() { Attribute = "language", Value = "en", Queries = 298 },
        new() { Attribute = "language", Value = "zh-CN", Queries = 237 },
        new() { Attribute = "style", Value = "caption", Queries = 535 },
    ];

    [Fact]
    public void Queries_in_a_language_that_the_model_does_not_know_are_counted() =>
        LanguageNote.Of(new Model { Name = "mini", Languages = { "zh" } }, Slices).Should().Contain("'mini'").And.Contain("298 queries are in en").And.NotContain("237");

    [Theory]
    [InlineData("zh en")]
    [InlineData("")]
    public void Nothing_is_said_where_nothing_is_wrong_or_known(string languages) =>
        LanguageNote.Of(new Model { Name = "mini", Languages = { languages.Split(' ', StringSplitOptions.RemoveEmptyEntries) } }, Slices).Should().BeNull();
}
