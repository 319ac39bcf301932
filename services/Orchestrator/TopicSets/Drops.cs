namespace ImageSearchBench.Orchestrator.TopicSets;

/// <summary>Why a query or an image is not in the dataset; the names are in files.</summary>
internal enum DropReason
{
    /// <summary>a: the query has too few results in all.</summary>
    FewResults,

    /// <summary>b: the image is an advertisement.</summary>
    Advertisement,

    /// <summary>b: a side of the image is too short.</summary>
    SmallSide,

    /// <summary>b: the image is too long for its height, or too high for its width.</summary>
    LongShape,

    /// <summary>b: the source's result cannot be used: no licence, no address, a broken file.</summary>
    Unusable,

    /// <summary>b: the source gave the image twice.</summary>
    Repeated,

    /// <summary>c: too few images are left of the query.</summary>
    FewLeft,

    /// <summary>d: images of the query belong to an earlier one; or the image does, and is passed over.</summary>
    AlreadyTaken,

    /// <summary>d: the same picture under another address belongs to an earlier query, or stands in this one already.</summary>
    SamePicture,

    /// <summary>e: the image cannot be fetched or read.</summary>
    CannotBeHad,

    /// <summary>e: too few images of the query could be had.</summary>
    FewCouldBeHad,
}

/// <summary>Something that was dropped: a query, or an image of it.</summary>
/// <param name="Query">The query's text.</param>
/// <param name="Topic">Its topic.</param>
/// <param name="Image">The image, as its source knows it; null for the query itself.</param>
/// <param name="Rule">Letter of the rule.</param>
/// <param name="Reason">Why.</param>
/// <param name="Detail">Why, for a person.</param>
internal sealed record Dropped(string Query, string Topic, string? Image, char Rule, DropReason Reason, string Detail)
{
    public static Dropped OfQuery(TopicQuery query, DropReason reason, string detail) =>
        new(query.Text, query.Topic, Image: null, RuleOf(reason), reason, detail);

    public static Dropped OfImage(TopicQuery query, string image, DropReason reason, string detail) =>
        new(query.Text, query.Topic, image, RuleOf(reason), reason, detail);

    private static char RuleOf(DropReason reason) => reason switch
    {
        DropReason.FewResults => 'a',
        DropReason.FewLeft => 'c',
        DropReason.AlreadyTaken or DropReason.SamePicture => 'd',
        DropReason.CannotBeHad or DropReason.FewCouldBeHad => 'e',
        _ => 'b',
    };
}
