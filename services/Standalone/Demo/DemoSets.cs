using ImageSearchBench.Contracts.Orchestrator.V1;

namespace ImageSearchBench.Standalone.Demo;

/// <summary>The three datasets of the demo, each in its way out of the same scenes.</summary>
internal static class DemoSets
{
    public const ulong Seed = 1;

    /// <summary>Precision: objects that are boxed in the scenes, alone and together.</summary>
    public static BuildLabelSet Labels(BundledSample sample) => new()
    {
        Name = "scenes",
        Annotations = sample.Annotations,
        Images = sample.Images,
        Taxonomy = sample.Taxonomy,
        Levels = 3,
        MaxPerLevel = 100,
        Styles = { "word", "sentence" },
        Languages = { "zh", "en" },
        Seed = Seed,
    };

    /// <summary>Recall: captions that a recorded model wrote for scenes of many places and times.</summary>
    public static BuildCaptionSet Captions(BundledSample sample) => new()
    {
        Name = "scenes-captions",
        Images = sample.Images,
        Metadata = sample.Metadata,
        Photos = 200,
        Size = 256,
        Languages = { "zh", "en" },
        CaptionModel = BundledSample.LanguageModel,
        DuplicateModel = Path.GetFileName(sample.Models[0]),
        Seed = Seed,
    };

    /// <summary>
    /// Precision and Recall: topics and objects that a recorded model wrote, and the scenes whose captions name them. 600 scenes are a small
    /// library: twelve results are enough, and ten images are kept of a query.
    /// </summary>
    public static BuildTopicSet Topics(BundledSample sample) => new()
    {
        Name = "scenes-topics",
        Seeds = sample.Seeds,
        Language = "zh",
        Model = BundledSample.LanguageModel,
        TopicGrowth = new TopicGrowth { MaxRounds = 18 },
        ObjectGrowth = new ObjectGrowth { MaxRounds = 3 },
        Source = "library:" + sample.Captions,
        Rules = new CollectionRules { MinResults = 12, LookAt = 12, Keep = 10 },
        Size = 256,
        Seed = Seed,
    };
}
