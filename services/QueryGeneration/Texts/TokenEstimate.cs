namespace ImageSearchBench.QueryGeneration.Texts;

/// <summary>
/// Tokens of a text without the model's tokenizer: one for each Chinese character, one for each four other characters. Byte-pair
/// vocabularies of current models come to 0.6 to 1 and 3.5 to 4.5, so this is on the safe side for a budget.
/// </summary>
internal static class TokenEstimate
{
    /// <summary>Estimated tokens, at least 1.</summary>
    public static int Of(string text)
    {
        var han = text.Count(Scripts.IsHan);
        return Math.Max(1, han + ((text.Length - han + 3) / 4));
    }
}
