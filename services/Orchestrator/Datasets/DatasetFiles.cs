namespace ImageSearchBench.Orchestrator.Datasets;

/// <summary>Names of a dataset folder's files.</summary>
internal static class DatasetFiles
{
    public const string Card = "dataset.json";
    public const string Images = "images.jsonl";
    public const string Queries = "queries.jsonl";
    public const string Qrels = "qrels.tsv";
    public const string Duplicates = "duplicates.jsonl";
    public const string ImageFolder = "images";

    /// <summary>Which labels each image of a label set carries.</summary>
    public const string Labels = "labels.jsonl";

    /// <summary>The taxonomy that a label set's relevance was computed with.</summary>
    public const string Taxonomy = "taxonomy.json";

    /// <summary>Judgements by people or others that stand over what the builder said.</summary>
    public const string Reviewed = "reviewed.tsv";

    /// <summary>The files whose content makes a dataset what it is; image files are covered by the hashes in <see cref="Images"/>.</summary>
    public static readonly IReadOnlyList<string> Hashed = [Images, Queries, Qrels];

    /// <summary>Files that are part of the content where they are there.</summary>
    public static readonly IReadOnlyList<string> HashedIfThere = [Duplicates, Labels, Reviewed, Taxonomy];
}
