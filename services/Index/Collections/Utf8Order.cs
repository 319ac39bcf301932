namespace ImageSearchBench.Index.Collections;

/// <summary>The order of texts by their UTF-8 bytes, which is the order of their code points.</summary>
internal static class Utf8Order
{
    /// <summary>Negative when <paramref name="a"/> goes before <paramref name="b"/>.</summary>
    public static int Compare(string a, string b)
    {
        var length = Math.Min(a.Length, b.Length);
        for (var i = 0; i < length; i++)
        {
            if (a[i] != b[i])
                return Weight(a[i]) - Weight(b[i]);
        }

        return a.Length - b.Length;
    }

    // In UTF-16 surrogates (code points from U+10000) lie below U+E000; in UTF-8 they lie above all others.
    private static int Weight(char c) => char.IsSurrogate(c) ? c + 0x10000 : c;
}
