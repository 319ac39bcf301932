using ImageSearchBench.QueryGeneration.Calls;

namespace ImageSearchBench.QueryGeneration.Tests.Calls;

public sealed class CallKeyTests
{
    [Fact]
    public void Every_part_makes_another_key()
    {
        var keys = new[]
        {
            Key(), Key(step: GenerationStep.Topics), Key(prompt: "caption.en@2"), Key(model: "b|m"), Key(parameters: "temperature=1"), Key(input: "i2"), Key(ordinal: 1),
        };
        keys.Should().OnlyHaveUniqueItems().And.OnlyContain(k => k.Length == 64);
        Key().Should().Be(keys[0]);
    }

    [Fact]
    public void Parts_do_not_run_together() => CallKey.Hash("ab", "c").Should().NotBe(CallKey.Hash("a", "bc"));

    [Fact]
    public void A_key_does_not_change_between_versions() =>
        // SHA-256 of 4 length bytes and the text for each part, computed with Python's hashlib:
        // hashlib.sha256(b"".join(len(p).to_bytes(4, "little") + p for p in [b"ab", b"c"])).hexdigest()
        CallKey.Hash("ab", "c").Should().Be("60014a36d7b05b0730e42a8b96faa1ffb4bd28469aea4000191179f01561ddb7");

    private static string Key(
        GenerationStep step = GenerationStep.Caption, string prompt = "caption.en@1", string model = "a|m", string parameters = "temperature=0", string input = "i", int ordinal = 0) =>
        CallKey.Of(step, prompt, model, parameters, input, ordinal);
}
