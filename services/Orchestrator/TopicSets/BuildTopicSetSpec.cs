using ImageSearchBench.Orchestrator.Jobs;

namespace ImageSearchBench.Orchestrator.TopicSets;

/// <summary>Builds a topic set.</summary>
/// <param name="Name">The dataset's name for people.</param>
/// <param name="Start">Where to begin.</param>
/// <param name="File">File of topics.</param>
/// <param name="Language"><c>zh</c> or <c>en</c>.</param>
/// <param name="Model">Language model that writes; empty takes the first writer.</param>
/// <param name="Seed">Seed of everything drawn at random.</param>
/// <param name="TopicGrowth">How topics are grown.</param>
/// <param name="ObjectGrowth">How objects are grown.</param>
/// <param name="MaxTokens">Most tokens that writing may take; 0 means no limit.</param>
/// <param name="MaxCost">Most money that writing may cost; 0 means no limit.</param>
/// <param name="Review">The job waits for people after each stage.</param>
/// <param name="Source">Where images come from, as <see cref="ImageSources.ImageSourceName"/> reads it.</param>
/// <param name="Rules">Which queries and images are kept.</param>
/// <param name="Size">Longest side of the stored images in pixels.</param>
internal sealed record BuildTopicSetSpec(
    string Name,
    TopicSetStart Start,
    string File,
    string Language,
    string Model,
    ulong Seed,
    TopicGrowth TopicGrowth,
    ObjectGrowth ObjectGrowth,
    long MaxTokens,
    double MaxCost,
    bool Review,
    string Source,
    CollectionRules Rules,
    int Size) : JobSpec
{
    /// <inheritdoc />
    public override bool AsksLanguageModels => Start is not TopicSetStart.Queries;
}

/// <summary>Where the building of a topic set begins.</summary>
internal enum TopicSetStart
{
    /// <summary>With a few examples: topics are grown, then objects.</summary>
    Seeds = 1,

    /// <summary>With the topics to keep: objects are grown.</summary>
    Topics = 2,

    /// <summary>With all objects: nothing is grown.</summary>
    Queries = 3,
}

/// <summary>How topics are grown; 0 leaves it to QueryGeneration.</summary>
internal sealed record TopicGrowth(int MaxRounds, int MaxTopics, int MaxDryRounds);

/// <summary>How objects are grown; 0 and the empty text leave it to QueryGeneration.</summary>
internal sealed record ObjectGrowth(int MaxRounds, int MaxObjects, int MaxDryRounds, double SimilarityLimit, string SentenceModel);

/// <summary>Which queries and images are kept (method 4.6).</summary>
/// <param name="MinResults">a: results that a query must have in all.</param>
/// <param name="LookAt">b: results that are looked at.</param>
/// <param name="MinSide">b: shortest side of an image in pixels.</param>
/// <param name="MaxRatio">b: most that an image's long side may be of its short side.</param>
/// <param name="Keep">c, e: images that a query must have, and that are kept.</param>
/// <param name="MaxTaken">d: images that may belong to earlier queries; these are passed over.</param>
internal sealed record CollectionRules(int MinResults, int LookAt, int MinSide, double MaxRatio, int Keep, int MaxTaken);
