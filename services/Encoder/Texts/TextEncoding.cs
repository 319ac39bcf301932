namespace ImageSearchBench.Encoder.Texts;

/// <summary>The ids a text tower gets, marks included, and whether the text was cut to fit.</summary>
internal readonly record struct TokenizedText(int[] Ids, bool Truncated);

/// <summary>Puts a text's ids between the model's marks and cuts them to its context.</summary>
/// <param name="Tokenizer">Makes the ids.</param>
/// <param name="Start">Id before the text; null for none.</param>
/// <param name="End">Id after the text; it stays when the text is cut. Null for none.</param>
/// <param name="Context">Most ids, marks included.</param>
internal sealed record TextEncoding(ITokenizer Tokenizer, int? Start, int? End, int Context)
{
    /// <summary>Encodes a text.</summary>
    public TokenizedText Encode(string text)
    {
        var tokens = Tokenizer.Tokenize(text);
        var marks = (Start is null ? 0 : 1) + (End is null ? 0 : 1);
        var kept = Math.Min(tokens.Count, Context - marks);
        var ids = new int[kept + marks];
        var at = 0;
        if (Start is { } start)
            ids[at++] = start;
        for (var i = 0; i < kept; i++)
            ids[at++] = tokens[i];
        if (End is { } end)
            ids[at] = end;
        return new TokenizedText(ids, kept < tokens.Count);
    }
}
