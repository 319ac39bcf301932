using ImageSearchBench.QueryGeneration.Captions;
using ImageSearchBench.QueryGeneration.Texts;

namespace ImageSearchBench.QueryGeneration.Tests.Captions;

public sealed class CaptionRulesTests
{
    [Theory]
    [InlineData("zh", "这张图片展示了一只狗在草地上奔跑", "一只狗在草地上奔跑")]
    [InlineData("zh", "图中，一只狗在草地上奔跑", "一只狗在草地上奔跑")]
    [InlineData("zh", "“画面中可以看到一只狗在草地上”", "一只狗在草地上")]
    [InlineData("zh", "好的，以下是图片的说明：照片里有一只狗", "一只狗")]
    [InlineData("zh", "图书馆里有人在看书", "图书馆里有人在看书")]
    [InlineData("en", "This image shows a dog running on the grass.", "A dog running on the grass.")]
    [InlineData("en", "Sure! Here is a caption: \"In this picture, we can see a dog.\"", "A dog.")]
    [InlineData("en", "The photo depicts an old man with a hat", "An old man with a hat")]
    [InlineData("en", "Image-shaped cookies on a table", "Image-shaped cookies on a table")]
    [InlineData("en", "<think>The user wants…</think>A dog on the grass", "A dog on the grass")]
    public void Lead_ins_go_and_content_stays(string language, string reply, string expected) =>
        CaptionRules.Of(Languages.Parse(language)).Clean(reply).Should().Be(expected);

    [Theory]
    [InlineData("抱歉，我无法查看图片。", true)]
    [InlineData("作为一个人工智能助手，我不能描述", true)]
    [InlineData("I'm sorry, but I can't help with that.", true)]
    [InlineData("Please upload the image.", true)]
    [InlineData("一个男孩在说对不起的牌子旁边", true)]
    [InlineData("一只狗在草地上", false)]
    [InlineData("A sorry-looking dog under an umbrella", false)]
    public void Boilerplate_is_no_caption(string text, bool expected) => CaptionRules.Of(Language.Chinese).IsBoilerplate(text).Should().Be(expected);

    [Theory]
    [InlineData("一只狗在草地上奔跑，旁边有一个红色的球，天空很蓝", 20, "zh", "一只狗在草地上奔跑，旁边有一个红色的球")]
    [InlineData("一只狗在草地上奔跑旁边有一个红色的球", 8, "zh", "一只狗在草地上奔")]
    [InlineData("A dog runs on the grass, a ball lies next to it", 8, "en", "A dog runs on the grass")]
    [InlineData("短", 8, "zh", "短")]
    public void What_is_too_long_ends_after_a_clause(string text, int max, string language, string expected) =>
        ClauseCutter.Cut(text, max, Languages.Parse(language)).Should().Be(expected);
}
