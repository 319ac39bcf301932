using ImageSearchBench.QueryGeneration.Prompts;
using ImageSearchBench.QueryGeneration.Texts;
using ImageSearchBench.Testing;

namespace ImageSearchBench.QueryGeneration.Tests.Prompts;

/// <summary>
/// Each prompt, rendered with fixed values, equals its golden file. A prompt that is changed gets a new version and a new golden file: run the
/// tests with ISB_WRITE_GOLDEN=1 and read the difference.
/// </summary>
public sealed class PromptGoldenTests
{
    private static readonly string Folder = Path.Combine(Repository.Root, "tests", "QueryGeneration.Tests", "Prompts", "Golden");

    public static TheoryData<string> Ids => [.. PromptLibrary.All.Select(p => p.Id).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Ids))]
    public void A_prompt_renders_as_before(string id)
    {
        var template = PromptLibrary.All.Single(p => p.Id == id);
        var rendered = template.Render(template.Variables.ToDictionary(v => v.Key, v => Value(v.Key, v.Value, template.Language)));
        var text = $"{rendered.Id}\n--- system\n{rendered.System}\n--- user\n{rendered.User}\n";
        var file = Path.Combine(Folder, id + ".txt");
        if (Environment.GetEnvironmentVariable("ISB_WRITE_GOLDEN") == "1")
        {
            Directory.CreateDirectory(Folder);
            File.WriteAllText(file, text);
        }

        File.Exists(file).Should().BeTrue("every prompt has a golden file");
        text.Should().Be(File.ReadAllText(file));
    }

    [Fact]
    public void Every_prompt_is_there_in_both_languages()
    {
        PromptLibrary.All.GroupBy(p => p.Name).Should().HaveCount(9).And.OnlyContain(g => g.Count() == 2);
        Directory.GetFiles(Folder).Should().HaveCount(18, "no golden file is left over");
    }

    private static PromptValue Value(string name, PromptVariableKind kind, Language language) => kind switch
    {
        PromptVariableKind.Number => PromptValue.Number(name == "target_length" ? 40 : 5),
        PromptVariableKind.Lines when language == Language.Chinese => PromptValue.OfLines(["食物: 饺子, 寿司", "地点: 教堂, 瀑布"]),
        PromptVariableKind.Lines => PromptValue.OfLines(["food: dumpling, sushi", "place: church, waterfall"]),
        _ => PromptValue.OfText(language == Language.Chinese ? "草地上的<狗> & \"猫\"" : "a <dog> & a \"cat\""),
    };
}
