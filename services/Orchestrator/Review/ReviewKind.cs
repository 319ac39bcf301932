namespace ImageSearchBench.Orchestrator.Review;

/// <summary>What a person looks at; the numbers are stored.</summary>
internal enum ReviewKind
{
    /// <summary>A topic.</summary>
    Topic = 1,

    /// <summary>An object of a topic.</summary>
    Object = 2,

    /// <summary>A label's name in a query language.</summary>
    Name = 3,

    /// <summary>A caption of an image.</summary>
    Caption = 4,

    /// <summary>Images of one label answer a search for another.</summary>
    Compatibility = 5,

    /// <summary>Whether an image answers a query.</summary>
    Judgement = 6,

    /// <summary>A query's text.</summary>
    Query = 7,
}
