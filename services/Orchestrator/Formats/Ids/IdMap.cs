using System.IO.Hashing;
using System.Text;
using ImageSearchBench.Orchestrator.Files;
using ImageSearchBench.Orchestrator.Formats.Files;
using ImageSearchBench.Orchestrator.LabelSets;

namespace ImageSearchBench.Orchestrator.Formats.Ids;

/// <summary>
/// <c>isb-ids.tsv</c> beside an export: lines <c>image|query TAB exported id TAB original id</c> for ids that the format could not
/// hold. An import finds it and gives the ids their original form back. Memory: some 40 bytes more than the original ids.
/// </summary>
internal sealed class IdMap
{
    /// <summary>Its file name.</summary>
    public const string FileName = "isb-ids.tsv";

    public const string ImageKind = "image";
    public const string QueryKind = "query";

    private readonly Dictionary<UInt128, int> _images = [];
    private readonly Dictionary<UInt128, int> _queries = [];
    private readonly ImageIdTable _originals = new();

    /// <summary>The original id of an image, or the id itself.</summary>
    public string Image(string exported) => Original(_images, exported);

    /// <summary>The original id of a query, or the id itself.</summary>
    public string Query(string exported) => Original(_queries, exported);

    /// <summary>Reads the map that lies in a named folder or beside a named file; an empty one when there is none.</summary>
    public static async Task<IdMap> ReadAsync(IEnumerable<string> paths, IFormatFaults faults, CancellationToken cancellationToken)
    {
        var map = new IdMap();
        var folders = paths.Select(p => Directory.Exists(p) ? p : Path.GetDirectoryName(p)!).Distinct(StringComparer.Ordinal);
        if (folders.Select(f => Path.Combine(f, FileName)).FirstOrDefault(File.Exists) is not { } path)
            return map;

        await using var lines = LineReader.Open(path);
        while (await lines.ReadAsync(cancellationToken))
        {
            if (lines.IsBlank() || lines.Text(faults) is not { } text)
                continue;
            var fields = text.Split('\t');
            if (fields is not [ImageKind or QueryKind, { Length: > 0 } exported, { Length: > 0 } original])
                faults.Refuse(lines.Place(), "an id map has 3 fields: image or query, exported id, original id.");
            else if (!(fields[0] == ImageKind ? map._images : map._queries).TryAdd(Hash(exported), map._originals.Count))
                faults.Refuse(lines.Place(), $"the {fields[0]} id '{exported}' is there twice.");
            else
                map._originals.Add(original);
        }

        return map;
    }

    private string Original(Dictionary<UInt128, int> map, string exported) =>
        map.Count > 0 && map.TryGetValue(Hash(exported), out var index) ? _originals[index] : exported;

    private static UInt128 Hash(string id) => XxHash128.HashToUInt128(Encoding.UTF8.GetBytes(id));
}
