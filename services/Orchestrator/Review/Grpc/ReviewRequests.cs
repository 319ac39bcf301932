using ImageSearchBench.Hosting.Errors;
using Proto = ImageSearchBench.Contracts.Orchestrator.V1;

namespace ImageSearchBench.Orchestrator.Review.Grpc;

/// <summary>Reads what callers want changed, and says what is wrong with it.</summary>
internal static class ReviewRequests
{
    private const int MaxItems = 1000;
    private const int MaxReviewer = 100;
    private const int MaxText = 4000;
    private const int MaxNote = 1000;

    public static IReadOnlyList<ReviewChange> Read(Proto.DecideReviewItemsRequest request)
    {
        CheckReviewer(request.Reviewer);
        CheckItems("changes", request.Changes.Select(c => c.Key).ToArray());
        return request.Changes.Select(Read).ToArray();
    }

    public static IReadOnlyList<ReviewUndo> Read(Proto.UndoReviewItemsRequest request)
    {
        CheckReviewer(request.Reviewer);
        CheckItems("undos", request.Undos.Select(u => u.Key).ToArray());
        return request.Undos.Select(u => new ReviewUndo(u.Key, u.Revision)).ToArray();
    }

    public static IReadOnlyList<ReviewAddition> Read(Proto.AddReviewItemsRequest request)
    {
        CheckReviewer(request.Reviewer);
        if (request.Additions.Count is 0 or > MaxItems)
            throw BenchException.Invalid($"additions has {request.Additions.Count} entries; it must have 1 to {MaxItems}.", "additions");
        return request.Additions.Select(Read).ToArray();
    }

    public static PendingItems Read(Proto.CompleteReviewRequest request)
    {
        CheckReviewer(request.Reviewer);
        return request.Pending switch
        {
            Proto.PendingItems.Unspecified => PendingItems.Refuse,
            Proto.PendingItems.Accept => PendingItems.Accept,
            Proto.PendingItems.Reject => PendingItems.Reject,
            _ => throw BenchException.Invalid($"pending is {(int)request.Pending}, which this server does not know.", "pending"),
        };
    }

    private static ReviewChange Read(Proto.ReviewChange change)
    {
        var decision = change.Decision switch
        {
            Proto.ReviewDecision.Accepted => ReviewDecision.Accepted,
            Proto.ReviewDecision.Edited => ReviewDecision.Edited,
            Proto.ReviewDecision.Rejected => ReviewDecision.Rejected,
            _ => throw BenchException.Invalid($"'{change.Key}': decision must be accepted, edited or rejected.", "changes.decision"),
        };
        if (decision == ReviewDecision.Edited)
            CheckText($"'{change.Key}'", change.Text, "changes.text");
        else if (change.Text.Length > 0)
            throw BenchException.Invalid($"'{change.Key}' has a text, but is not edited.", "changes.text");
        CheckNote(change.Note, "changes.note");
        return new ReviewChange(change.Key, decision, change.Text.Trim(), change.Note, change.Revision);
    }

    private static ReviewAddition Read(Proto.ReviewAddition addition)
    {
        var kind = addition.Kind switch
        {
            Proto.ReviewKind.Topic => ReviewKind.Topic,
            Proto.ReviewKind.Object => ReviewKind.Object,
            Proto.ReviewKind.Query => ReviewKind.Query,
            _ => throw BenchException.Invalid($"Items of kind '{addition.Kind}' cannot be added: only topics, objects and queries.", "additions.kind"),
        };
        CheckText("An addition", addition.Text, "additions.text");
        if (addition.Group.Length > 0)
            CheckText("A group", addition.Group, "additions.group");
        CheckNote(addition.Note, "additions.note");
        return new ReviewAddition(kind, addition.Group.Trim(), addition.Text.Trim(), addition.Note);
    }

    private static void CheckItems(string field, string[] keys)
    {
        if (keys.Length is 0 or > MaxItems)
            throw BenchException.Invalid($"{field} has {keys.Length} entries; it must have 1 to {MaxItems}.", field);
        if (keys.GroupBy(k => k, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw BenchException.Invalid($"{field} names '{twice.Key}' twice.", field);
    }

    private static void CheckReviewer(string reviewer)
    {
        if (reviewer.Length is 0 or > MaxReviewer || reviewer.Any(char.IsControl) || string.IsNullOrWhiteSpace(reviewer))
            throw BenchException.Invalid($"reviewer must say who decides, in 1 to {MaxReviewer} characters.", "reviewer");
    }

    // A text becomes a query or a name: one line, and nothing that steers a terminal.
    private static void CheckText(string what, string text, string field)
    {
        if (string.IsNullOrWhiteSpace(text) || text.Length > MaxText || text.Any(char.IsControl))
            throw BenchException.Invalid($"{what} needs a text of 1 to {MaxText} characters in one line.", field);
    }

    private static void CheckNote(string note, string field)
    {
        if (note.Length > MaxNote)
            throw BenchException.Invalid($"A note has {note.Length} characters; at most {MaxNote} are allowed.", field);
    }
}
