using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using ImageSearchBench.Hosting.Errors;
using Proto = ImageSearchBench.Contracts.Orchestrator.V1;

namespace ImageSearchBench.Orchestrator.Review.Grpc;

/// <summary>Reviews as messages.</summary>
internal static class ReviewMapping
{
    public static Proto.ReviewProgress ToProto(this ReviewProgress review) => new()
    {
        Stage = review.Stage,
        Items = review.Items,
        Pending = review.Pending,
        Accepted = review.Accepted,
        Edited = review.Edited,
        Rejected = review.Rejected,
        Completed = review.Completed,
    };

    public static Proto.ReviewItem ToProto(this ReviewItem item)
    {
        var message = new Proto.ReviewItem
        {
            Key = item.Reviewed.Key,
            Kind = (Proto.ReviewKind)item.Reviewed.Kind,
            Group = item.Reviewed.Group,
            Proposed = item.Reviewed.Proposed,
            Text = item.Reviewed.Text,
            Decision = item.Reviewed.Decision.ToProto(),
            HasImage = item.Image.Length > 0,
            Reviewer = item.Reviewed.Reviewer,
            Note = item.Note,
            DecideTime = item.Reviewed.DecideTime?.ToTimestamp(),
            Revision = item.Revision,
            ImagePath = item.Image,
        };
        foreach (var (field, text) in item.Details)
            message.Details.Add(field, text);
        return message;
    }

    public static Proto.ReviewEvent ToProto(this ReviewEvent change) => new()
    {
        Action = (Proto.ReviewAction)change.Action,
        Decision = change.Decision.ToProto(),
        Text = change.Text,
        Reviewer = change.Reviewer,
        Note = change.Note,
        Time = change.Time.ToTimestamp(),
        Revision = change.Revision,
    };

    /// <summary>The decision that items are wanted with; null for any.</summary>
    public static ReviewDecision? ToFilter(Proto.ReviewDecision decision) => decision switch
    {
        Proto.ReviewDecision.Unspecified => null,
        Proto.ReviewDecision.Pending => ReviewDecision.Pending,
        Proto.ReviewDecision.Accepted => ReviewDecision.Accepted,
        Proto.ReviewDecision.Edited => ReviewDecision.Edited,
        Proto.ReviewDecision.Rejected => ReviewDecision.Rejected,
        _ => throw BenchException.Invalid($"decision is {(int)decision}, which this server does not know.", "decision"),
    };

    /// <summary>Where the next page goes on.</summary>
    public static string Token(ReviewPlace place) => string.Create(CultureInfo.InvariantCulture, $"{place.Position}.{place.Added}");

    public static ReviewPlace ReadToken(string token)
    {
        var parts = token.Split('.');
        return parts.Length == 2
            && long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var position)
            && long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var added)
            ? new ReviewPlace(position, added)
            : throw BenchException.Invalid("page_token is not one that this server gave.", "page_token");
    }

    // 0 is 'not set' in messages, and 'nobody has decided' in the database.
    private static Proto.ReviewDecision ToProto(this ReviewDecision decision) => (Proto.ReviewDecision)((int)decision + 1);
}
