namespace ImageSearchBench.Standalone.Connections;

/// <summary>Reads lists that come in pages.</summary>
internal static class Pages
{
    /// <summary>Items asked for at a time.</summary>
    public const int Size = 1000;

    /// <summary>All items, page after page.</summary>
    /// <param name="read">Reads the page of a token; the first one's is empty.</param>
    public static async IAsyncEnumerable<T> ReadAsync<T>(Func<string, Task<(IEnumerable<T> Items, string NextToken)>> read)
    {
        var token = "";
        do
        {
            (var items, token) = await read(token);
            foreach (var item in items)
                yield return item;
        }
        while (token.Length > 0);
    }
}
