using System.Globalization;
using ImageSearchBench.Scenes.Composition;
using ImageSearchBench.Scenes.Kinds;
using ImageSearchBench.Scenes.Scenery;

namespace ImageSearchBench.Scenes.Output;

/// <summary>Words for parts of a scene, in both languages.</summary>
internal static class Wording
{
    private static readonly string[] ZhCounts = ["", "一", "两", "三"];
    private static readonly string[] EnCounts = ["", "a", "two", "three"];

    /// <summary>"两辆红色的小汽车", "一个穿蓝色裙子的女人".</summary>
    public static string Zh(Group group, int count, bool colour)
    {
        var number = ZhCounts[count] + group.Kind.Counter;
        if (group.Kind == People.Person) return number + ZhPerson(group, colour);
        if (!colour || !group.Kind.NamesColour || group.Mixed) return number + group.Kind.Zh;
        return group.Kind.ColouredPart is { } part ? $"{number}{string.Format(CultureInfo.InvariantCulture, part.Zh, group.Tint.Zh)}{group.Kind.Zh}" : $"{number}{group.Tint.Zh}的{group.Kind.Zh}";
    }

    /// <summary>"two red cars", "a woman in a blue dress".</summary>
    public static string En(Group group, int count, bool colour)
    {
        if (group.Kind == People.Person) return EnPerson(group, count, colour);
        var noun = count == 1 ? group.Kind.En : group.Kind.Plural;
        var named = colour && group.Kind.NamesColour && !group.Mixed;
        var phrase = named && group.Kind.ColouredPart is null ? $"{group.Tint.En} {noun}" : noun;
        if (named && group.Kind.ColouredPart is { } part) phrase = $"{noun} with {(count == 1 ? WithArticle($"{group.Tint.En} {part.En}") : $"{group.Tint.En} {part.EnPlural}")}";
        return count == 1 ? WithArticle(phrase) : $"{EnCounts[count]} {phrase}";
    }

    /// <summary>"an elephant", "a dog".</summary>
    public static string WithArticle(string phrase) => ("aeiou".Contains(phrase[0], StringComparison.Ordinal) ? "an " : "a ") + phrase;

    /// <summary>Weather and time of day as a Chinese attribute ("下雨的夜晚"), or empty.</summary>
    public static string ZhAir(Atmosphere air, bool indoor, bool namesDay)
    {
        var time = air.Light switch
        {
            Light.Sunset => "傍晚",
            Light.Night => "夜晚",
            _ => namesDay ? "白天" : "",
        };
        var weather = air.Weather switch
        {
            Weather.Rain => indoor ? "窗外下着雨" : "下雨",
            Weather.Snow => indoor ? "窗外下着雪" : "下雪",
            Weather.Fog => "大雾",
            Weather.Cloudy => indoor ? "" : "多云",
            _ => indoor || air.Night ? "" : "晴朗",
        };
        if (weather.Length == 0) return time;
        if (time.Length == 0)
        {
            return weather switch
            {
                "晴朗" => "晴天",
                "多云" => "阴天",
                _ => indoor ? weather : weather + "天",
            };
        }

        return weather + "的" + time;
    }

    /// <summary>Weather and time of day as an English phrase ("on a rainy night"), or empty.</summary>
    public static string EnAir(Atmosphere air, bool indoor, bool namesDay)
    {
        var time = air.Light switch
        {
            Light.Sunset => "evening",
            Light.Night => "night",
            _ => "day",
        };
        var weather = air.Weather switch
        {
            Weather.Rain => "rainy ",
            Weather.Snow => "snowy ",
            Weather.Fog => "foggy ",
            Weather.Cloudy => indoor ? "" : "cloudy ",
            _ => indoor || air.Night ? "" : "sunny ",
        };
        if (weather.Length > 0) return $"on a {weather}{time}";
        return air.Light switch
        {
            Light.Sunset => "in the evening",
            Light.Night => "at night",
            _ => namesDay ? "during the day" : "",
        };
    }

    private static string ZhPerson(Group group, bool colour)
    {
        if (group.Mixed) return "人";
        return group.Variant switch
        {
            People.Woman => colour ? $"穿{group.Tint.Zh}裙子的女人" : "女人",
            People.Child => colour ? $"穿{group.Tint.Zh}上衣的小孩" : "小孩",
            _ => colour ? $"穿{group.Tint.Zh}衣服的男人" : "男人",
        };
    }

    private static string EnPerson(Group group, int count, bool colour)
    {
        if (group.Mixed) return count == 1 ? "a person" : $"{EnCounts[count]} people";
        var (one, many, wear, wears) = group.Variant switch
        {
            People.Woman => ("woman", "women", "dress", "dresses"),
            People.Child => ("child", "children", "shirt", "shirts"),
            _ => ("man", "men", "sweater", "sweaters"),
        };
        var clothes = colour ? (count == 1 ? $" in {WithArticle($"{group.Tint.En} {wear}")}" : $" in {group.Tint.En} {wears}") : "";
        return count == 1 ? $"a {one}{clothes}" : $"{EnCounts[count]} {many}{clothes}";
    }
}
