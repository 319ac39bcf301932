namespace ImageSearchBench.QueryGeneration.Models;

/// <summary>What a model may be used for.</summary>
internal enum ModelRole
{
    /// <summary>Captions; sees images.</summary>
    Captioner,

    /// <summary>Topics, objects, natural queries, paraphrases.</summary>
    Writer,

    /// <summary>Judgements; sees images.</summary>
    Judge,
}
