namespace ImageSearchBench.Orchestrator.Runs;

/// <summary>A system's results on a dataset, with their figures. Its topics are read one by one (<see cref="RunTopic"/>).</summary>
/// <param name="Id">The same dataset, system and settings give the same id.</param>
/// <param name="DatasetHash">The dataset's hash.</param>
/// <param name="DatasetName">The dataset's name for people.</param>
/// <param name="System">What was evaluated.</param>
/// <param name="SystemName">The system for people, such as <c>model:scenes-small</c>.</param>
/// <param name="SystemHash">Content hash of the model, the vectors or the run file; of the answers of a search target.</param>
/// <param name="TopK">Results taken per query.</param>
/// <param name="CreateTime">When it was made.</param>
/// <param name="Summary">Its figures.</param>
internal sealed record Run(
    string Id,
    string DatasetHash,
    string DatasetName,
    EvaluatedSystem System,
    string SystemName,
    string SystemHash,
    int TopK,
    DateTimeOffset CreateTime,
    RunSummary Summary)
{
    /// <summary>What was searched with what.</summary>
    public SearchDirection Direction { get; init; }
}

/// <summary>What is searched with what.</summary>
internal enum SearchDirection
{
    /// <summary>Queries are texts, answers are images.</summary>
    TextToImage,

    /// <summary>Queries are images, answers are texts.</summary>
    ImageToText,
}

/// <summary>A search system that can be evaluated.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Value">A model's name, a folder of vectors, a run file, or a search target's address.</param>
internal sealed record EvaluatedSystem(SystemKind Kind, string Value);

internal enum SystemKind
{
    Model = 1,
    Vectors = 2,
    RunFile = 3,
    Target = 4,
}
