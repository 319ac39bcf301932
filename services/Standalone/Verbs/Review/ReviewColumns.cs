using ImageSearchBench.Contracts.Orchestrator.V1;

namespace ImageSearchBench.Standalone.Verbs.Review;

/// <summary>The columns of a review file.</summary>
internal static class ReviewColumns
{
    public const string Key = "key";
    public const string Proposed = "proposed";
    public const string Decision = "decision";
    public const string Text = "text";
    public const string Note = "note";
    public const string Revision = "revision";

    /// <summary>In their order.</summary>
    public static readonly IReadOnlyList<string> All = [Key, "group", Proposed, Decision, Text, Note, "details", "picture", "reviewer", Revision];

    /// <summary>What stands in the column of decisions; empty where nobody has decided.</summary>
    public static string Word(ReviewDecision decision) => decision switch
    {
        ReviewDecision.Accepted => "accept",
        ReviewDecision.Edited => "edit",
        ReviewDecision.Rejected => "reject",
        _ => "",
    };

    /// <summary>The decision that a person wrote, by word or by the key of the terminal; null where it is none.</summary>
    public static ReviewDecision? Read(string word) => word.Trim().ToLowerInvariant() switch
    {
        "" => ReviewDecision.Pending,
        "accept" or "accepted" or "a" => ReviewDecision.Accepted,
        "edit" or "edited" or "e" => ReviewDecision.Edited,
        "reject" or "rejected" or "r" => ReviewDecision.Rejected,
        _ => null,
    };
}
