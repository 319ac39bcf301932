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

    /// <summary>The files whose content makes a dataset what it is; image files are covered by the hashes in <see cref="Images"/>.</summary>
    public static readonly IReadOnlyList<string> Hashed = [Images, Queries, Qrels];

    /// <summary>Files that are part of the content where they are there.</summary>
    public static readonly IReadOnlyList<string> HashedIfThere = [Duplicates];
}
