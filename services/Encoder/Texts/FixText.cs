using System.Text;
using System.Text.RegularExpressions;

namespace ImageSearchBench.Encoder.Texts;

/// <summary>
/// What ftfy's <c>fix_text</c> does to a text, which OpenAI's CLIP tokenizer runs first: HTML references, mojibake, ligatures, character
/// width, curly quotes, line ends, terminal codes, controls, NFC; over and over until nothing changes. Differs from ftfy in mojibake of
/// encodings other than Latin-1 and Windows-1252, which is left alone, and in HTML 5's names beyond HTML 4's.
/// </summary>
internal static partial class FixText
{
    private const int MostRounds = 16;

    // Each ligature or digraph and the letters that it holds.
    private static readonly Dictionary<char, string> Ligatures =
        "ĲIJ ĳij ŉʼn ǱDZ ǲDz ǳdz ǄDŽ ǅDž ǆdž ǇLJ ǈLj ǉlj ǊNJ ǋNj ǌnj ﬀff ﬁfi ﬂfl ﬃffi ﬄffl ﬅſt ﬆst".Split(' ').ToDictionary(pair => pair[0], pair => pair[1..]);

    /// <summary>Repairs a text, line by line as ftfy does.</summary>
    public static string Apply(string text)
    {
        if (Ascii.IsValid(text) && text.IndexOfAny(['&', '\u001b', '\r', '\u007f']) < 0 && !text.Any(c => c < ' '))
            return text;
        var result = new StringBuilder(text.Length);
        // A '<' means that this may be HTML itself, whose references are meant.
        var unescape = true;
        for (var at = 0; at < text.Length;)
        {
            var end = text.IndexOf('\n', at);
            end = end < 0 ? text.Length : end + 1;
            var line = text[at..end];
            unescape &= !line.Contains('<');
            result.Append(FixLine(line, unescape));
            at = end;
        }

        return result.ToString();
    }

    private static string FixLine(string text, bool unescape)
    {
        for (var round = 0; round < MostRounds; round++)
        {
            var before = text;
            if (unescape)
                text = HtmlEntities.UnescapeStrict(text);
            text = Mojibake.ReplaceC1Controls(Mojibake.Repair(text));
            text = FixCharacters(text);
            text = text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n').Replace('\u2028', '\n').Replace('\u2029', '\n').Replace('\u0085', '\n');
            text = TerminalCode().Replace(text, "");
            text = string.Concat(text.Where(c => !IsUnwantedControl(c))).Normalize(NormalizationForm.FormC);
            if (text == before)
                break;
        }

        return text;
    }

    private static string FixCharacters(string text)
    {
        var result = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            if (Ligatures.TryGetValue(c, out var letters))
                result.Append(letters);
            else if (c is (>= '\uff01' and <= '\uffef') or '\u3000')
                result.Append(c.ToString().Normalize(NormalizationForm.FormKC));
            else if (c is '\u02bc' or (>= '\u2018' and <= '\u201b'))
                result.Append('\'');
            else if (c is >= '\u201c' and <= '\u201f')
                result.Append('"');
            else
                result.Append(c);
        }

        return result.ToString();
    }

    private static bool IsUnwantedControl(char c) =>
        c is <= '\u0008' or '\u000b' or (>= '\u000e' and <= '\u001f') or '\u007f' or (>= '\u206a' and <= '\u206f') or '\ufeff' or (>= '\ufff9' and <= '\ufffc');

    [GeneratedRegex("\\x1b\\[[\\d;]*[a-zA-Z]", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex TerminalCode();
}
