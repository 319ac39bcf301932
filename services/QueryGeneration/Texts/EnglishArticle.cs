using System.Collections.Frozen;

namespace ImageSearchBench.QueryGeneration.Texts;

/// <summary>
/// Puts the indefinite article before an English noun phrase: "a dog", "an umbrella", "an hour glass", "a unicycle"; none before
/// plurals ("scissors"), mass nouns ("broccoli") and phrases that have a determiner already ("the Eiffel Tower").
/// </summary>
/// <remarks>
/// Rules over short lists of exceptions, not a dictionary: the names are class names of detectors and taggers, which are everyday
/// concrete nouns. A name that the rules get wrong is mended where it is written, by giving the determiner with it ("some sheep").
/// </remarks>
internal static class EnglishArticle
{
    private static readonly FrozenSet<string> Determiners =
        Set("a an the some any one two three four five six seven eight nine ten several many few my your his her its our their this that these those no");

    private static readonly FrozenSet<string> Mass = Set(
        """
        broccoli rice bread water grass sand snow ice rain fog smoke fire mud dirt gravel food fruit furniture luggage clothing jewelry
        jewellery equipment milk juice coffee tea beer wine meat beef pork seafood pasta spaghetti cheese butter honey sugar
        salt soup tofu hair fur paper wood metal plastic glassware cutlery silverware tableware dishware popcorn garlic ginger lettuce
        spinach celery asparagus bacon ham toast corn graffiti traffic scenery foliage vegetation moss seaweed hay money cash
        makeup stationery machinery sushi sashimi ramen kimchi lightning sunlight moonlight wildlife
        """);

    private static readonly FrozenSet<string> IrregularPlurals = Set("people men women children feet teeth geese mice oxen cattle police");

    // Singular although they end in a single 's'.
    private static readonly FrozenSet<string> SingularInS = Set(
        """
        bus minibus omnibus trolleybus cactus octopus hippopotamus platypus walrus lotus crocus hibiscus eucalyptus papyrus circus campus
        virus lens gas canvas atlas iris tennis chassis basis oasis trellis clematis pancreas christmas bonus genius abacus nexus census
        chaos news cosmos rhinoceros asparagus hummus couscous bias alias mantis pelvis proboscis
        """);

    private static readonly FrozenSet<string> SilentH = Set("hour hourglass honest honor honour heir heirloom heiress herb");

    private static readonly string[] YouSounds = ["uni", "use", "usu", "uti", "ute", "uku", "ura", "euc", "eur", "eul", "ewe", "one", "once", "ufo", "ubi"];

    // "unimportant" and its like begin with "un-", not with "uni-" as in "unicycle".
    private static readonly string[] PlainUn = ["unim", "unin", "unid"];

    /// <summary>The phrase, with its article where it takes one.</summary>
    /// <param name="phrase">A noun phrase, trimmed and not empty.</param>
    public static string Add(string phrase)
    {
        var words = phrase.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (Determiners.Contains(words[0]) || IsMassOrPlural(Head(words)))
            return phrase;
        return (BeginsWithVowelSound(words[0]) ? "an " : "a ") + phrase;
    }

    // "bowl of fruit", "man with glasses": the noun before the preposition decides.
    private static string Head(string[] words)
    {
        var preposition = Array.FindIndex(words, 1, w => w.ToUpperInvariant() is "OF" or "WITH" or "IN" or "ON" or "AT" or "FOR" or "BY" or "FROM");
        var head = preposition < 0 ? words[^1] : words[preposition - 1];
        return head.Split('/')[^1].Trim('(', ')', ',', '.');
    }

    private static bool IsMassOrPlural(string head) =>
        Mass.Contains(head) || IrregularPlurals.Contains(head) || IsRegularPlural(head);

    private static bool IsRegularPlural(string head) =>
        head.Length > 3
        && head.EndsWith('s')
        && !head.EndsWith("ss", StringComparison.Ordinal)
        && !SingularInS.Contains(head);

    private static bool BeginsWithVowelSound(string word)
    {
        if (char.IsAsciiDigit(word[0]))
            return word[0] == '8' || word is "11" or "18" || word.StartsWith("11-", StringComparison.Ordinal) || word.StartsWith("18-", StringComparison.Ordinal);

        // Spelled letter by letter: "an SUV", "a USB stick".
        if (word.Length is >= 2 and <= 4 && word.All(char.IsAsciiLetterUpper) && (word.Length <= 3 || !word.Any(c => "AEIOU".Contains(c, StringComparison.Ordinal))))
            return "AEFHILMNORSX".Contains(word[0], StringComparison.Ordinal);
        if (word.Length > 1 && word[1] == '-')
            return "AEFHILMNORSX".Contains(char.ToUpperInvariant(word[0]), StringComparison.Ordinal);

        if (SilentH.Contains(word))
            return true;
        if (!"AEIOU".Contains(char.ToUpperInvariant(word[0]), StringComparison.Ordinal))
            return false;
        return !YouSounds.Any(s => word.StartsWith(s, StringComparison.OrdinalIgnoreCase))
            || PlainUn.Any(s => word.StartsWith(s, StringComparison.OrdinalIgnoreCase));
    }

    private static FrozenSet<string> Set(string words) =>
        words.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).ToFrozenSet(StringComparer.OrdinalIgnoreCase);
}
