namespace ImageSearchBench.Standalone.Verbs.Review;

/// <summary>What a person answers to an item.</summary>
internal enum ReviewAnswer
{
    Accept,
    Reject,
    Edit,
    Skip,
    Undo,
    Quit,
}

/// <summary>The keys of the answers.</summary>
internal static class ReviewAnswers
{
    public const string Keys = "[a]ccept  [r]eject  [e]dit  [s]kip  [u]ndo  [q]uit";

    /// <summary>The answer of a key; null for any other key.</summary>
    public static ReviewAnswer? Of(char key) => char.ToLowerInvariant(key) switch
    {
        'a' => ReviewAnswer.Accept,
        'r' => ReviewAnswer.Reject,
        'e' => ReviewAnswer.Edit,
        's' => ReviewAnswer.Skip,
        'u' => ReviewAnswer.Undo,
        'q' => ReviewAnswer.Quit,
        _ => null,
    };
}
