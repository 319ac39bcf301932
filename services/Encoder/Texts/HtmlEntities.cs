using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace ImageSearchBench.Encoder.Texts;

/// <summary>HTML character references, by the two rules that OpenAI's tokenizer applies one after the other: ftfy's and Python's <c>html.unescape</c>.</summary>
internal static partial class HtmlEntities
{
    private const int LongestName = 32;

    /// <summary>ftfy's: only references that end in a semicolon, and those of lower-case names that were written in capitals.</summary>
    public static string UnescapeStrict(string text) =>
        text.Contains('&') ? StrictPattern().Replace(text, match => Strict(match.Value)) : text;

    /// <summary>Python's: also numbers and the old Latin-1 names without a semicolon, as browsers read them.</summary>
    public static string Unescape(string text) =>
        text.Contains('&') ? LoosePattern().Replace(text, match => Loose(match.Value[1..])) : text;

    private static string Strict(string reference)
    {
        if (reference[1] == '#')
        {
            var number = Number(reference[2..]);
            return number.Contains(';') ? reference : number;
        }

        var name = reference[1..^1];
        if (Named(name) is { } character)
            return character;
        return !name.Any(char.IsAsciiLetterLower) && Named(name.ToLowerInvariant()) is { } lower
            ? lower.ToUpperInvariant().Replace("ß", "SS", StringComparison.Ordinal)
            : reference;
    }

    private static string Loose(string reference)
    {
        if (reference[0] == '#')
            return Number(reference[1..]);
        if (reference[^1] == ';' && Named(reference[..^1]) is { } character)
            return character;
        var name = reference.TrimEnd(';');
        for (var length = Math.Min(name.Length, LongestName); length > 1; length--)
        {
            if (Named(name[..length]) is [<= '\u00ff'] legacy)
                return legacy + reference[length..];
        }

        return "&" + reference;
    }

    // Null: no such name. WebUtility knows HTML 4's names; these four capitals are HTML 5's.
    private static string? Named(string name)
    {
        name = name is "AMP" or "LT" or "GT" or "QUOT" or "COPY" or "REG" ? name.ToLowerInvariant() : name;
        var reference = "&" + name + ";";
        var decoded = WebUtility.HtmlDecode(reference);
        return decoded == reference ? null : decoded;
    }

    private static string Number(string digits)
    {
        digits = digits.TrimEnd(';');
        var value = digits[0] is 'x' or 'X'
            ? long.TryParse(digits.AsSpan(1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var hex) ? hex : long.MaxValue
            : long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : long.MaxValue;
        return value switch
        {
            0x0D => "\r",
            >= 0x80 and <= 0x9F => Mojibake.FromWindows1252((byte)value).ToString(),
            0 or (>= 0xD800 and <= 0xDFFF) or > 0x10FFFF => "\ufffd",
            // Code points that are no characters of a document are dropped.
            (>= 1 and <= 8) or 0x0B or (>= 0x0E and <= 0x1F) or 0x7F or (>= 0xFDD0 and <= 0xFDEF) => "",
            _ when (value & 0xFFFE) == 0xFFFE => "",
            _ => new Rune((int)value).ToString(),
        };
    }

    [GeneratedRegex("&#?[0-9A-Za-z]{1,24};", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex StrictPattern();

    [GeneratedRegex("&(?:#[0-9]+;?|#[xX][0-9a-fA-F]+;?|[^\\t\\n\\f <&#;]{1,32};?)", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex LoosePattern();
}
