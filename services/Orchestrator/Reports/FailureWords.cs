namespace ImageSearchBench.Orchestrator.Reports;

/// <summary>Causes of failures in words for readers who do not know them.</summary>
internal static class FailureWords
{
    public static string Name(ReportCauseKind kind) => kind switch
    {
        ReportCauseKind.NearDuplicate => "Nearly the same photo",
        ReportCauseKind.AnnotationHole => "Missing judgement",
        ReportCauseKind.PartialConcepts => "Only part of the query",
        ReportCauseKind.ConfusedConcept => "Mixed up",
        ReportCauseKind.VagueCaption => "Vague query",
        ReportCauseKind.WrongCaption => "Text may not fit",
        _ => "Not explained",
    };

    public static string Explain(ReportCauseKind kind) => kind switch
    {
        ReportCauseKind.NearDuplicate => "Images shown are nearly the same photo as a right one, which the dataset does not count as right: the dataset is too strict.",
        ReportCauseKind.AnnotationHole => "Another judge calls images right that the dataset does not: a judgement is missing in the dataset.",
        ReportCauseKind.PartialConcepts => "The query asks for several things, and the images shown have some of them only: the system misses the combination.",
        ReportCauseKind.ConfusedConcept => "Most wrong images show one other thing: the system takes one for the other.",
        ReportCauseKind.VagueCaption => "Many images score nearly as high as the right one: the text fits them too.",
        ReportCauseKind.WrongCaption => "The image that the text was written for is not found, or scores no better than the average: the text may not describe it, or the system does not understand the text.",
        _ => "Nothing in the data explains it; look at the pictures below.",
    };
}
