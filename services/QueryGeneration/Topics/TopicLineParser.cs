using System.Buffers;
using System.Text.RegularExpressions;
using ImageSearchBench.QueryGeneration.Calls;
using ImageSearchBench.QueryGeneration.Texts;

namespace ImageSearchBench.QueryGeneration.Topics;

/// <summary>A topic and objects as a reply gives them.</summary>
/// <param name="Topic">The topic's name; empty where the reply is a bare list.</param>
/// <param name="Objects">Its objects, tidied, in order.</param>
internal sealed record TopicLine(string Topic, IReadOnlyList<string> Objects);

/// <summary>
/// Reads replies of the form "topic: object, object, object", and what models make of it: prose before and after, numbering and bullets,
/// full-width punctuation, bold type, 'Topic:' and 'Objects:' on lines of their own, a list below its topic, JSON, and half an answer,
/// whose last object is left out because it may be half a word.
/// </summary>
internal static partial class TopicLineParser
{
    private const int LongestTopic = 40;
    private const string SeparatorCharacters = ",，、;；|｜/／";
    private static readonly SearchValues<char> Separators = SearchValues.Create(SeparatorCharacters);

    /// <summary>All topics with at least one object.</summary>
    public static IReadOnlyList<TopicLine> Parse(ModelReply reply)
    {
        var text = JsonReply.WithoutThinking(reply.Text);
        if (JsonReply.TryRead<JsonLine>(text, out var json))
            return Keep([(json.Topic, [.. json.Objects])]);

        var lines = text.ReplaceLineEndings("\n").Split('\n');
        if (reply.End == ReplyEnd.Cut)
            lines[^1] = WithoutLastItem(lines[^1]);

        var found = new List<(string Topic, List<string> Objects)>();
        foreach (var line in lines)
            ReadLine(line, found);
        return Keep(found);
    }

    private static void ReadLine(string raw, List<(string Topic, List<string> Objects)> found)
    {
        var numbered = Bullet().IsMatch(raw);
        var line = Bullet().Replace(Markup().Replace(raw, ""), "", 1).Trim();
        if (line.Length == 0 || line is "<<<" or ">>>")
            return;

        var colon = line.AsSpan().IndexOfAny(':', '：');
        if (colon < 0)
        {
            ReadItems(line, numbered, found);
            return;
        }

        var (left, right) = (line[..colon].Trim(), line[(colon + 1)..].Trim());
        if (TopicLabel().IsMatch(left))
        {
            if (right.AsSpan().IndexOfAny(':', '：') >= 0)
                ReadLine(right, found);
            else
                found.Add((TextKey.Tidy(right), []));
        }
        else if (ObjectsLabel().IsMatch(left))
        {
            Current(found).AddRange(Split(right));
        }
        else if (IsName(left))
        {
            found.Add((TextKey.Tidy(left), [.. Split(right)]));
        }
    }

    // A line without a colon is a list below its topic, or a bare list; anything else is prose.
    private static void ReadItems(string line, bool numbered, List<(string Topic, List<string> Objects)> found)
    {
        var items = Split(line).ToList();
        var hasTopic = found.Count > 0 && found[^1].Objects.Count == 0;
        var goesOn = found.Count > 0 && numbered;
        var isList = items.Count >= 3 && items.TrueForAll(i => i.Length <= LongestTopic) && !SentenceEnd().IsMatch(line[..^1]);
        if ((numbered && items.Count == 1 && IsName(items[0])) || isList)
        {
            if (found.Count == 0 || (!hasTopic && !goesOn && isList && found[^1].Topic.Length > 0))
                found.Add(("", []));
            found[^1].Objects.AddRange(items);
        }
    }

    private static List<string> Current(List<(string Topic, List<string> Objects)> found)
    {
        if (found.Count == 0)
            found.Add(("", []));
        return found[^1].Objects;
    }

    private static IEnumerable<string> Split(string text) => Aside().Replace(text, "")
        .Split(SeparatorCharacters.ToCharArray(), StringSplitOptions.RemoveEmptyEntries)
        .Select(i => AndSoOn().Replace(And().Replace(i.Trim(), "", 1), "", 1))
        .Select(TextKey.Tidy)
        .Where(i => i.Length > 0);

    private static string WithoutLastItem(string line)
    {
        var last = line.AsSpan().LastIndexOfAny(Separators);
        return last < 0 ? "" : line[..last];
    }

    // A name is short and holds no sentence: 'Here is a new topic, as asked' is none.
    private static bool IsName(string text) =>
        text.Length is > 0 and <= LongestTopic && text.AsSpan().IndexOfAny(Separators) < 0 && !SentenceEnd().IsMatch(text)
        && text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length <= 5;

    private static List<TopicLine> Keep(IEnumerable<(string Topic, List<string> Objects)> found) =>
        [.. found.Where(f => f.Objects.Count > 0).Select(f => new TopicLine(TextKey.Tidy(f.Topic), f.Objects.ConvertAll(TextKey.Tidy)))];

    private sealed record JsonLine(string Topic, IReadOnlyList<string> Objects);

    [GeneratedRegex(@"^\s*(?:[-*•·–—>#]+|[(（\[]?\d{1,3}[.)、．）\]:：](?!\d)|[①-⑳]|[一二三四五六七八九十]{1,3}[、.．])\s*", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Bullet();

    [GeneratedRegex(@"\*\*|__|`", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Markup();

    [GeneratedRegex(@"^(?:new |新的?)?(?:topic|theme|category|主题|话题|类别)(?:\s*\d+)?$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex TopicLabel();

    [GeneratedRegex("^(?:new |新的?)?(?:objects?|items?|examples?|物体|对象|物品|例子)$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ObjectsLabel();

    [GeneratedRegex(@"[。！？!?]|\.\s", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SentenceEnd();

    // 饺子（水饺）, dumplings (boiled)
    [GeneratedRegex(@"[(（][^()（）]*[)）]", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Aside();

    [GeneratedRegex(@"^(?:and|or)\s+|^(?:以及|还有)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex And();

    [GeneratedRegex(@"(?:等等|等|…+|\.{2,}|\betc\.?)\s*[。.]?$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex AndSoOn();
}
