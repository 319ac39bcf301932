using System.Collections.Frozen;
using System.Reflection;
using System.Text.RegularExpressions;
using ImageSearchBench.QueryGeneration.Texts;

namespace ImageSearchBench.QueryGeneration.Captions;

/// <summary>The growing lists of lead-ins to strip and of boilerplate to refuse: <c>Captions/Rules/{lead-ins,boilerplate}.LANGUAGE.txt</c>.</summary>
internal sealed class CaptionRules
{
    private static readonly FrozenDictionary<Language, CaptionRules> Known =
        Enum.GetValues<Language>().ToFrozenDictionary(l => l, l => new CaptionRules(l));

    private readonly Regex[] _leadIns;
    private readonly Regex[] _boilerplate;
    private readonly Language _language;

    private CaptionRules(Language language)
    {
        _language = language;

        // Models answer in the other language's phrases at times: every list is tried.
        _leadIns = [.. Enum.GetValues<Language>().SelectMany(l => Load("lead-ins", l, atStart: true))];
        _boilerplate = [.. Enum.GetValues<Language>().SelectMany(l => Load("boilerplate", l, atStart: false))];
    }

    /// <summary>The rules of a language.</summary>
    public static CaptionRules Of(Language language) => Known[language];

    /// <summary>The text on one line, without thinking, quotes, markup and lead-ins.</summary>
    public string Clean(string reply)
    {
        var text = JsonReply.WithoutThinking(reply).ReplaceLineEndings(" ").Replace("**", "", StringComparison.Ordinal);
        text = Unquote(text);
        for (var changed = true; changed;)
        {
            var before = text;
            foreach (var leadIn in _leadIns)
                text = Unquote(leadIn.Replace(text, "", 1));
            changed = text != before && text.Length > 0;
        }

        return _language == Language.English && text.Length > 0 ? char.ToUpperInvariant(text[0]) + text[1..] : text;
    }

    /// <summary>It is a refusal or talks about itself.</summary>
    public bool IsBoilerplate(string text) => _boilerplate.Any(b => b.IsMatch(text));

    private static string Unquote(string text)
    {
        text = text.Trim();
        while (text.Length >= 2 && (text[0], text[^1]) is ('"', '"') or ('“', '”') or ('「', '」') or ('\'', '\'') or ('‘', '’') or ('`', '`'))
            text = text[1..^1].Trim();
        return text;
    }

    private static IEnumerable<Regex> Load(string name, Language language, bool atStart)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"captions/{name}.{language.Tag()}.txt")!;
        using var reader = new StreamReader(stream);
        var lines = reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return [.. lines.Where(l => !l.StartsWith('#')).Select(l => new Regex(
            atStart ? $"^(?:{l})" : l, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)))];
    }
}
