using System.Text.Json;
using ImageSearchBench.Orchestrator.ImageSources.HttpJson;

namespace ImageSearchBench.Orchestrator.Tests.ImageSources;

public sealed class JsonPointerTests
{
    // The examples of RFC 6901, section 5, as far as they point to texts and numbers.
    [Theory]
    [InlineData("/foo/0", "bar")]
    [InlineData("/", "0")]
    [InlineData("/a~1b", "1")]
    [InlineData("/c%d", "2")]
    [InlineData("/m~0n", "8")]
    [InlineData("/foo/2", null)]
    [InlineData("/foo/-1", null)]
    [InlineData("/none/x", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void Points_as_RFC_6901_says(string? path, string? value)
    {
        using var document = JsonDocument.Parse("""{"foo": ["bar", "baz"], "": 0, "a/b": 1, "c%d": 2, "m~n": 8}""");

        document.RootElement.FindText(path).Should().Be(value);
    }

    [Theory]
    [InlineData("/n", 12L)]
    [InlineData("/t", 640L)]
    [InlineData("/x", null)]
    [InlineData("/f", null)]
    public void Numbers_may_be_texts(string path, long? value)
    {
        using var document = JsonDocument.Parse("""{"n": 12, "t": "640", "x": "wide", "f": 1.5}""");

        document.RootElement.FindNumber(path).Should().Be(value);
    }
}
