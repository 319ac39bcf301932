using ImageSearchBench.QueryGeneration.Configuration;
using ImageSearchBench.QueryGeneration.Models;
using ImageSearchBench.QueryGeneration.Objects;
using ImageSearchBench.QueryGeneration.Texts;
using ImageSearchBench.QueryGeneration.Topics;

namespace ImageSearchBench.QueryGeneration.Tests.Configuration;

public sealed class OptionsTests
{
    [Fact]
    public void Defaults_are_those_of_the_method()
    {
        new TopicOptions().Should().BeEquivalentTo(new { SampleTopics = 50, SampleObjects = 10, AskObjects = 5, MaxDryRounds = 10 });
        new ObjectOptions(CandidateRules.Create(Language.Chinese, 0, 0), 0.85).Should().BeEquivalentTo(new { SampleChecked = 7, SampleGenerated = 3, AskObjects = 5, MaxDryRounds = 10 });
        var model = new LanguageModelOptions();
        (model.MaxConcurrency, model.MaxAttempts, model.AttemptTimeout, model.Currency).Should().Be((8, 6, TimeSpan.FromMinutes(2), "USD"));
        new ModelProfile("m", model).Roles.Should().Equal(ModelRole.Captioner, ModelRole.Writer, ModelRole.Judge);
    }

    [Fact]
    public void Every_fault_is_named_at_once()
    {
        var options = new QueryGenerationOptions
        {
            Models =
            {
                ["none"] = new LanguageModelOptions(),
                ["both"] = new LanguageModelOptions { Endpoint = new Uri("http://x/v1"), Recording = Path.GetTempPath() },
                ["key"] = new LanguageModelOptions { Endpoint = new Uri("http://user:secret@x/v1"), ApiKeyEnvironment = "A", ApiKeyFile = "/nowhere/key" },
                ["range"] = new LanguageModelOptions { Endpoint = new Uri("ftp://x"), MaxConcurrency = 0, MaxTokensField = "tokens" },
            },
        };

        var faults = new QueryGenerationOptionsValidator().Validate(null, options).Failures!.ToList();

        faults.Should().HaveCount(8).And.OnlyContain(f => f.StartsWith("QueryGeneration:Models:", StringComparison.Ordinal));
        faults.Should().Contain(f => f.Contains("Models:both", StringComparison.Ordinal)).And.Contain(f => f.Contains("MaxConcurrency", StringComparison.Ordinal));
        faults.Should().NotContain(f => f.Contains("secret", StringComparison.Ordinal));
    }
}
