using System.Text.Json.Nodes;
using ImageSearchBench.Contracts.Orchestrator.V1;
using ImageSearchBench.Testing;

namespace ImageSearchBench.Orchestrator.Tests.Fakes;

/// <summary>Work on the bundled sample.</summary>
internal static class SampleSpecs
{
    public static JobSpec Build(string name, ulong seed = 1) => new()
    {
        BuildLabelSet = new BuildLabelSet
        {
            Name = name,
            Annotations = Path.Combine(Repository.Samples, "scenes", "annotations", "instances.json"),
            Images = Path.Combine(Repository.Samples, "scenes", "images"),
            Taxonomy = Path.Combine(Repository.Samples, "scenes", "taxonomy.json"),
            MaxPerLevel = 100,
            Seed = seed,
        },
    };

    /// <summary>A label set of the first 150 scenes with few queries, in English: the whole way in little time.</summary>
    /// <param name="annotations">Where to write the annotations of these scenes.</param>
    public static JobSpec BuildPart(string annotations)
    {
        var spec = Build("scenes");
        var document = JsonNode.Parse(File.ReadAllText(spec.BuildLabelSet.Annotations))!.AsObject();
        Keep(document["images"]!.AsArray(), "id");
        Keep(document["annotations"]!.AsArray(), "image_id");
        File.WriteAllText(annotations, document.ToJsonString());
        spec.BuildLabelSet.Annotations = annotations;
        spec.BuildLabelSet.MinImages = 5;
        spec.BuildLabelSet.MaxPerLevel = 20;
        spec.BuildLabelSet.Languages.Add("en");
        return spec;
    }

    private static void Keep(JsonArray entries, string image)
    {
        for (var i = entries.Count - 1; i >= 0; i--)
        {
            if (entries[i]![image]!.GetValue<int>() > 150)
                entries.RemoveAt(i);
        }
    }
}
