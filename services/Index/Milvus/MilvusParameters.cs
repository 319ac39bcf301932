using System.Globalization;
using ImageSearchBench.Hosting.Errors;

namespace ImageSearchBench.Index.Milvus;

/// <summary>
/// Settings of a collection in Milvus: <c>index</c> = <c>FLAT</c> (default, exact), <c>HNSW</c>, <c>IVF_FLAT</c> or <c>AUTOINDEX</c>; for HNSW
/// <c>m</c> (16), <c>ef_construction</c> (200) and <c>ef</c> (200); for IVF_FLAT <c>nlist</c> (1024) and <c>nprobe</c> (16); <c>shards</c> (1).
/// </summary>
internal sealed class MilvusParameters
{
    private static readonly Dictionary<string, (int Default, int Least, int Most)> Numbers = new(StringComparer.Ordinal)
    {
        ["m"] = (16, 2, 2048),
        ["ef_construction"] = (200, 1, 65536),
        ["ef"] = (200, 1, 32768),
        ["nlist"] = (1024, 1, 65536),
        ["nprobe"] = (16, 1, 65536),
        ["shards"] = (1, 1, 16),
    };

    private readonly Dictionary<string, int> _numbers;

    private MilvusParameters(string index, Dictionary<string, int> numbers)
    {
        Index = index;
        _numbers = numbers;
    }

    /// <summary>The index, in Milvus' spelling.</summary>
    public string Index { get; }

    /// <summary>Whether its searches are exact.</summary>
    public bool IsExact => Index == "FLAT";

    public int Shards => _numbers["shards"];

    /// <summary>Parameters of the index, as the JSON that Milvus reads.</summary>
    public string BuildJson => Index switch
    {
        "HNSW" => $$"""{"M":{{_numbers["m"]}},"efConstruction":{{_numbers["ef_construction"]}}}""",
        "IVF_FLAT" => $$"""{"nlist":{{_numbers["nlist"]}}}""",
        _ => "{}",
    };

    /// <summary>Parameters of a search, as the JSON that Milvus reads; HNSW must look at no fewer than it returns.</summary>
    public string SearchJson(int topK) => Index switch
    {
        "HNSW" => $$"""{"ef":{{Math.Max(topK, _numbers["ef"])}}}""",
        "IVF_FLAT" => $$"""{"nprobe":{{_numbers["nprobe"]}}}""",
        _ => "{}",
    };

    /// <summary>Reads the settings; every fault is an error that names the setting.</summary>
    public static MilvusParameters Parse(IReadOnlyDictionary<string, string> parameters)
    {
        var index = "FLAT";
        var numbers = Numbers.ToDictionary(n => n.Key, n => n.Value.Default, StringComparer.Ordinal);
        foreach (var (name, value) in parameters)
        {
            if (name == "index")
            {
                index = value is "FLAT" or "HNSW" or "IVF_FLAT" or "AUTOINDEX"
                    ? value
                    : throw BenchException.Invalid($"Parameter 'index' is '{value}': use FLAT, HNSW, IVF_FLAT or AUTOINDEX.", "parameters");
            }
            else if (Numbers.TryGetValue(name, out var range))
            {
                numbers[name] = int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= range.Least && number <= range.Most
                    ? number
                    : throw BenchException.Invalid($"Parameter '{name}' is '{value}': use a number from {range.Least} to {range.Most}.", "parameters");
            }
            else
            {
                throw BenchException.Invalid(
                    $"The Milvus store has no parameter '{name}': it knows index, {string.Join(", ", Numbers.Keys)}.", "parameters");
            }
        }

        return new MilvusParameters(index, numbers);
    }
}
