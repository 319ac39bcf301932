namespace ImageSearchBench.QueryGeneration.Calls;

/// <summary>What a call to a model is for. Names are part of stored keys and recordings: they never change.</summary>
internal enum GenerationStep
{
    /// <summary>A caption.</summary>
    Caption,

    /// <summary>A round of topics.</summary>
    Topics,

    /// <summary>A round of objects.</summary>
    Objects,

    /// <summary>A natural query.</summary>
    NaturalQuery,

    /// <summary>A paraphrase.</summary>
    Paraphrase,

    /// <summary>A vote on relevance.</summary>
    JudgeRelevance,

    /// <summary>A vote on a caption.</summary>
    JudgeCaption,

    /// <summary>A check of an endpoint.</summary>
    Check,
}
