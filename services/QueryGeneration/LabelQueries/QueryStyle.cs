namespace ImageSearchBench.QueryGeneration.LabelQueries;

/// <summary>How a query is worded.</summary>
internal enum QueryStyle
{
    /// <summary>Labels joined by '&amp;'.</summary>
    Word,

    /// <summary>A fixed sentence.</summary>
    Sentence,

    /// <summary>As a person would type it, written by a language model.</summary>
    Natural,
}
