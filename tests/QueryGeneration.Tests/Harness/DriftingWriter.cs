using System.Globalization;
using ImageSearchBench.QueryGeneration.Calls;
using ImageSearchBench.QueryGeneration.Texts;

namespace ImageSearchBench.QueryGeneration.Tests.Harness;

/// <summary>
/// What real writers do when fed their own output: they repeat themselves, vary a few heads with ever more adjectives, grow longer with each
/// round, mix in the other language and stray characters, and change the form of their answers.
/// </summary>
internal static class DriftingWriter
{
    private static readonly string[] Heads = ["饺子", "汉堡", "寿司", "蛋糕", "教堂", "瀑布", "面包", "水果", "披萨", "米饭", "火锅", "烤鸭"];
    private static readonly string[] Adjectives = ["红色", "巨大", "古老", "传统", "精致", "手工", "冒着热气", "金黄酥脆", "装饰华丽", "夕阳下"];
    private static readonly string[] Odd = ["sushi", "好吃的！", "「寿司」卷", "", "一种放在白色大盘子里冒着热气的传统手工美食", "<b>面条</b>", "食物: 面", "2个"];

    /// <summary>A reply; depends on the call's seed alone.</summary>
    public static string Reply(ModelCall call, int seed, string topic)
    {
        var random = SeededRandom.Create("drift", seed.ToString(CultureInfo.InvariantCulture), call.Ordinal.ToString(CultureInfo.InvariantCulture), topic);
        var items = Enumerable.Range(0, random.Next(3, 8)).Select(_ => Item(random, call.Ordinal)).ToArray();
        return random.Next(6) switch
        {
            0 => $"{topic}: {string.Join(", ", items)}",
            1 => $"好的，以下是新的物体：\n\n**{topic}**：{string.Join("、", items)}。",
            2 => $"{topic}：\n" + string.Join('\n', items.Select((i, n) => $"{n + 1}. {i}")),
            3 => $"1、{topic}：{string.Join("，", items)}等",
            4 => "抱歉，我不太明白你的意思。",
            _ => $"主题：{topic}\n物体：{string.Join("；", items)}",
        };
    }

    private static string Item(Random random, int round)
    {
        if (random.Next(8) == 0)
            return Odd[random.Next(Odd.Length)];
        var adjectives = random.Next(1 + Math.Min(4, round / 8));
        return string.Concat(Enumerable.Range(0, adjectives).Select(_ => Adjectives[random.Next(Adjectives.Length)])) + Heads[random.Next(Heads.Length)];
    }
}
