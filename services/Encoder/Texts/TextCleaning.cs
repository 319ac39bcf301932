using System.Text;

namespace ImageSearchBench.Encoder.Texts;

/// <summary>What happens to a text before it is cut into words. It moves scores, so each model says which.</summary>
internal enum CleaningKind
{
    /// <summary>OpenAI's tokenizer with ftfy: full-width forms narrowed, curly quotes straightened, HTML entities and mojibake repaired; lower case.</summary>
    OpenAi,

    /// <summary>Hugging Face's fast tokenizer: NFC, white space to one space, lower case.</summary>
    Hf,

    /// <summary>SigLIP's: punctuation removed, white space to one space, lower case.</summary>
    Canonicalize,

    /// <summary>Nothing.</summary>
    None,
}

/// <summary>Applies a <see cref="CleaningKind"/>.</summary>
internal static class TextCleaning
{
    // Python's string.punctuation, which SigLIP's canonicalize_text removes.
    private const string Punctuation = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";

    public static string Apply(string text, CleaningKind kind) => kind switch
    {
        // OpenAI's basic_clean unescapes twice.
        CleaningKind.OpenAi => Unicode.ToLower(CollapseSpaces(HtmlEntities.Unescape(HtmlEntities.Unescape(FixText.Apply(text))))),
        CleaningKind.Hf => Unicode.ToLower(CollapseSpaces(text.Normalize(NormalizationForm.FormC))),
        CleaningKind.Canonicalize => CollapseSpaces(RemovePunctuation(text)).ToLowerInvariant(),
        _ => text,
    };

    /// <summary>Runs of white space become one space; none is left at the ends.</summary>
    public static string CollapseSpaces(string text)
    {
        var result = new StringBuilder(text.Length);
        var pending = false;
        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.IsWhiteSpace(rune))
            {
                pending = result.Length > 0;
                continue;
            }

            if (pending)
                result.Append(' ');
            pending = false;
            result.Append(rune.ToString());
        }

        return result.ToString();
    }

    private static string RemovePunctuation(string text)
    {
        var result = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            if (!Punctuation.Contains(c))
                result.Append(c);
        }

        return result.ToString();
    }
}
