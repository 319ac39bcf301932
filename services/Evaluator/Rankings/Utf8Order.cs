namespace ImageSearchBench.Evaluator.Rankings;

/// <summary>
/// The order of ids: by their UTF-8 bytes, as C's strcmp orders them. It equals the order of code points, and differs from the order of
/// UTF-16 units for characters outside the basic plane.
/// </summary>
internal sealed class Utf8Order : IComparer<string>
{
    public static readonly Utf8Order Instance = new();

    private Utf8Order()
    {
    }

    int IComparer<string>.Compare(string? x, string? y) => Compare(x!, y!);

    /// <summary>Below 0, 0 or above 0 as <paramref name="x"/> comes before, with or after <paramref name="y"/>.</summary>
    public static int Compare(ReadOnlySpan<char> x, ReadOnlySpan<char> y)
    {
        var at = x.CommonPrefixLength(y);
        if (at == x.Length || at == y.Length)
            return x.Length.CompareTo(y.Length);
        return Rank(x[at]).CompareTo(Rank(y[at]));
    }

    // Surrogates stand for code points above U+FFFF: they move behind U+E000–U+FFFF, which keep their order among themselves.
    private static int Rank(char c) => char.IsSurrogate(c) ? c + 0x2000 : c >= 0xE000 ? c - 0x800 : c;
}
