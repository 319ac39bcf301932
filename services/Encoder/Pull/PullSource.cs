using System.Text.RegularExpressions;
using ImageSearchBench.Encoder.Models;
using ImageSearchBench.Hosting.Errors;

namespace ImageSearchBench.Encoder.Pull;

/// <summary>What a caller asked to pull.</summary>
internal sealed partial record PullSource(string Repository, string Name, KnownModel? Known)
{
    /// <summary>Reads a known name, <c>owner/name</c>, or an address on the hub; no other server is ever asked.</summary>
    public static PullSource Parse(string source, string name, Uri hub)
    {
        var repository = source.Trim();
        if (Uri.TryCreate(repository, UriKind.Absolute, out var address) && address.Scheme is "http" or "https")
        {
            if (!string.Equals(address.GetLeftPart(UriPartial.Authority), hub.GetLeftPart(UriPartial.Authority), StringComparison.OrdinalIgnoreCase))
                throw BenchException.Invalid($"'{source}' is not on the hub {hub}: set Encoder:HubUrl to pull from another server.", "source");
            repository = string.Join('/', address.AbsolutePath.Trim('/').Split('/').Take(2));
        }

        var known = KnownModels.Find(repository);
        repository = known?.Repository ?? repository;
        if (!RepositoryPattern().IsMatch(repository) || repository.Split('/').Any(p => p is "." or ".."))
        {
            throw BenchException.Invalid(
                $"'{source}' is neither a known model ({string.Join(", ", KnownModels.Names)}) nor a repository of the form owner/name.", "source");
        }

        var chosen = name.Length > 0 ? name : known?.Name ?? repository.Split('/')[1];
        return ManifestRules.IsName(chosen)
            ? new PullSource(repository, chosen, known)
            : throw BenchException.Invalid($"'{chosen}' is no name for a model: letters, digits, '.', '_' and '-', at most 64.", "name");
    }

    [GeneratedRegex(@"\A[A-Za-z0-9._-]{1,96}/[A-Za-z0-9._-]{1,96}\z", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex RepositoryPattern();
}
