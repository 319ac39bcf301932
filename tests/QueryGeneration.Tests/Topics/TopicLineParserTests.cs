using FsCheck;
using FsCheck.Xunit;
using ImageSearchBench.QueryGeneration.Calls;
using ImageSearchBench.QueryGeneration.Topics;

namespace ImageSearchBench.QueryGeneration.Tests.Topics;

public sealed class TopicLineParserTests
{
    [Theory]
    [InlineData("食物: 饺子, 意大利面, 汉堡", "食物=饺子|意大利面|汉堡")]
    [InlineData("食物：饺子、意大利面，汉堡；炸鸡。", "食物=饺子|意大利面|汉堡|炸鸡")]
    [InlineData("好的，以下是一个新的主题：\n\n**动物**：猫、狗、兔子\n\n希望这些对你有帮助！", "动物=猫|狗|兔子")]
    [InlineData("1. 动物: 猫, 狗\n2. 植物: 玫瑰, 竹子", "动物=猫|狗;植物=玫瑰|竹子")]
    [InlineData("主题：交通工具\n物体：自行车、公交车、地铁", "交通工具=自行车|公交车|地铁")]
    [InlineData("Topic: Musical instruments\nObjects: piano, violin, and drum set.", "Musical instruments=piano|violin|drum set")]
    [InlineData("水果：\n1. 苹果\n2、香蕉\n- 葡萄\n• 西瓜", "水果=苹果|香蕉|葡萄|西瓜")]
    [InlineData("Sure! Here is one, as you asked:\n\nFurniture: chair, table, lamp", "Furniture=chair|table|lamp")]
    [InlineData("{\"topic\": \"Sports\", \"objects\": [\"football\", \"tennis racket\"]}", "Sports=football|tennis racket")]
    [InlineData("食物: 饺子（水饺）, “寿司”, 《面条》等", "食物=饺子|寿司|面条")]
    [InlineData("面条, 包子, 月饼", "=面条|包子|月饼")]
    [InlineData("1. 面条\n2. 包子", "=面条|包子")]
    [InlineData("抱歉，我不太明白你的意思。", "")]
    [InlineData("", "")]
    [InlineData("<think>食物: 错误, 错误二, 错误三</think>动物: 猫, 狗", "动物=猫|狗")]
    public void Replies_are_read_as_meant(string reply, string expected) =>
        string.Join(';', Parse(reply).Select(l => $"{l.Topic}={string.Join('|', l.Objects)}")).Should().Be(expected);

    [Fact]
    public void Half_an_answer_gives_up_its_last_object() =>
        Parse("食物: 饺子, 意大利面, 汉", ReplyEnd.Cut).Single().Objects.Should().Equal("饺子", "意大利面");

    [Property]
    public void No_reply_breaks_it(NonNull<string> reply, bool cut) =>
        Parse(reply.Get, cut ? ReplyEnd.Cut : ReplyEnd.Complete).Should().OnlyContain(l => l.Objects.Count > 0);

    private static IReadOnlyList<TopicLine> Parse(string text, ReplyEnd end = ReplyEnd.Complete) =>
        TopicLineParser.Parse(new ModelReply(text, end, 1, 1, TokensEstimated: false, Cached: false));
}
