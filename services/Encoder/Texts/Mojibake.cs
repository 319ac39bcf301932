using System.Text;
using System.Text.RegularExpressions;

namespace ImageSearchBench.Encoder.Texts;

/// <summary>
/// UTF-8 that was read as Latin-1 or Windows-1252 ("schÃ¶n") becomes what it was ("schön"). ftfy also knows a dozen rarer encodings; text
/// that went through those is left alone here.
/// </summary>
internal static partial class Mojibake
{
    private const string Windows1252High =
        "\u20ac\u0081\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u008d\u017d\u008f\u0090\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u009d\u017e\u0178";

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The character of a byte in Windows-1252; the five unassigned bytes are controls, as browsers have it.</summary>
    public static char FromWindows1252(byte value) => value is >= 0x80 and <= 0x9F ? Windows1252High[value - 0x80] : (char)value;

    /// <summary>Repairs the whole text, or the parts of it that look broken.</summary>
    public static string Repair(string text)
    {
        // Twice encoded text needs as many steps back.
        for (var previous = ""; previous != text;)
        {
            previous = text;
            if (!LooksBroken().IsMatch(text))
                break;
            text = Decode(text, latin1: true) ?? Decode(text, latin1: false)
                ?? Sequences().Replace(text, part => LooksBroken().IsMatch(part.Value) ? Decode(part.Value, latin1: false) ?? part.Value : part.Value);
        }

        return text;
    }

    /// <summary>C1 controls stand for Windows-1252's characters, as browsers have it.</summary>
    public static string ReplaceC1Controls(string text) =>
        text.AsSpan().IndexOfAnyInRange('\u0080', '\u009f') < 0 ? text : string.Concat(text.Select(c => c is >= '\u0080' and <= '\u009f' ? FromWindows1252((byte)c) : c));

    private static string? Decode(string text, bool latin1)
    {
        var bytes = new byte[text.Length];
        for (var i = 0; i < text.Length; i++)
        {
            var at = latin1 || text[i] <= 0xFF ? -1 : Windows1252High.IndexOf(text[i], StringComparison.Ordinal);
            if (text[i] > 0xFF && at < 0)
                return null;
            bytes[i] = (byte)(at < 0 ? text[i] : 0x80 + at);
        }

        try
        {
            return Strict.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    // What UTF-8's lead bytes C2 to F4 become, each with a continuation that letters of a language do not have after it.
    [GeneratedRegex(
        "[\\u0080-\\u009f]|[ÂÃÎÏÐÑ][\\u00a0-\\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]|â[€‚ƒ„…†‡ˆ‰Š‹ŒŽ˜™š›œž]|ð[Ÿ]|[ã-ï][\\u00a1-\\u00bf€‚ƒ„…†‡ˆ‰Š‹Œ–—˜™š›œŽžŸ][\\u00a1-\\u00bf€‚ƒ„…†‡ˆ‰Š‹Œ–—˜™š›œŽžŸ]",
        RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex LooksBroken();

    [GeneratedRegex(
        "(?:[Â-ß][\\u0080-\\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]|[à-ï][\\u0080-\\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]{2}|[ð-ô][\\u0080-\\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]{3})+",
        RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Sequences();
}
