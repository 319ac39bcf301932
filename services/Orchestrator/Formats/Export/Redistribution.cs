namespace ImageSearchBench.Orchestrator.Formats.Export;

/// <summary>Tells from an image's licence whether its file may be given away.</summary>
internal static class Redistribution
{
    private static readonly string[] Open =
    [
        "creativecommons.org/licenses/", "creativecommons.org/publicdomain/", "creative commons", "cc by", "cc-by", "cc0", "cc 0",
        "attribution license", "attribution-", "public domain", "publicdomain", "pdm", "no known copyright", "united states government work",
        "usa.gov/copyright", "flickr.com/commons/usage", "mit", "apache", "unlicense", "gfdl", "odbl",
    ];

    private static readonly string[] Closed = ["all rights reserved", "no redistribution", "not redistribut", "research only", "research use", "proprietary"];

    /// <summary>The file may go out.</summary>
    /// <param name="licence">The licence as the dataset states it; null or empty where nothing is stated.</param>
    /// <param name="licensedOnly">An image whose licence is not stated stays here; otherwise it is taken for the user's own.</param>
    public static bool IsAllowed(string? licence, bool licensedOnly)
    {
        if (string.IsNullOrWhiteSpace(licence))
            return !licensedOnly;
        return !Closed.Any(c => licence.Contains(c, StringComparison.OrdinalIgnoreCase)) && Open.Any(o => Mentions(licence, o));
    }

    // Short names count as whole words: 'mit' is not in 'permitted'.
    private static bool Mentions(string licence, string name)
    {
        var at = licence.IndexOf(name, StringComparison.OrdinalIgnoreCase);
        if (at < 0 || name.Length > 6)
            return at >= 0;
        var end = at + name.Length;
        return (at == 0 || !char.IsLetter(licence[at - 1])) && (end == licence.Length || !char.IsLetter(licence[end]));
    }
}
