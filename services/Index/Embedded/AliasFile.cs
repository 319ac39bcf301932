using System.Collections.Immutable;
using System.Text.Json;
using ImageSearchBench.Hosting.Errors;

namespace ImageSearchBench.Index.Embedded;

/// <summary><c>aliases.json</c>: which collection each alias stands for. A change replaces the file at once.</summary>
internal sealed class AliasFile
{
    private const string FileName = "aliases.json";
    private readonly string _path;
    private volatile ImmutableSortedDictionary<string, string> _aliases;

    private AliasFile(string path, ImmutableSortedDictionary<string, string> aliases)
    {
        _path = path;
        _aliases = aliases;
    }

    public static AliasFile Read(string folder)
    {
        var path = Path.Combine(folder, FileName);
        var none = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);
        if (!File.Exists(path))
            return new AliasFile(path, none);
        try
        {
            return new AliasFile(path, none.AddRange(JsonSerializer.Deserialize<Dictionary<string, string>>(File.ReadAllBytes(path)) ?? []));
        }
        catch (JsonException e)
        {
            throw new BenchException(ErrorKind.DataLoss, $"{path} is broken ({e.Message}): restore it from a copy, or delete it and set the aliases again.", innerException: e);
        }
    }

    public string? Get(string alias) => _aliases.GetValueOrDefault(alias);

    public void Set(string alias, string collection) => Write(_aliases.SetItem(alias, collection));

    public void Remove(string alias)
    {
        if (_aliases.ContainsKey(alias))
            Write(_aliases.Remove(alias));
    }

    private void Write(ImmutableSortedDictionary<string, string> aliases)
    {
        DurableFile.Replace(_path, JsonSerializer.SerializeToUtf8Bytes(aliases));
        _aliases = aliases;
    }
}
