using ImageSearchBench.Orchestrator.Storage;

namespace ImageSearchBench.Orchestrator.Review;

/// <summary>A row of <c>review_stages</c>.</summary>
internal sealed class StageRow
{
    public const string Columns = "stage, items, accepted, edited, rejected, added, completed";

    public string Stage { get; init; } = "";

    public long Items { get; init; }

    public long Accepted { get; init; }

    public long Edited { get; init; }

    public long Rejected { get; init; }

    public long Added { get; init; }

    public long Completed { get; init; }

    public ReviewProgress ToProgress() => new(Stage, Items, Accepted, Edited, Rejected, Completed != 0);
}

/// <summary>A row of <c>review_items</c>.</summary>
internal sealed class ItemRow
{
    public const string Columns =
        """
        item_key AS ItemKey, position, added, kind, item_group AS ItemGroup, image, details, proposed, text, decision, reviewer, note,
        decide_time AS DecideTime, revision, event
        """;

    public string ItemKey { get; init; } = "";

    public long Position { get; init; }

    public long Added { get; init; }

    public long Kind { get; init; }

    public string ItemGroup { get; init; } = "";

    public string Image { get; init; } = "";

    public string Details { get; init; } = "";

    public string Proposed { get; init; } = "";

    public string Text { get; init; } = "";

    public long Decision { get; init; }

    public string Reviewer { get; init; } = "";

    public string Note { get; init; } = "";

    public long? DecideTime { get; init; }

    public long Revision { get; init; }

    public long Event { get; init; }

    public ReviewedItem ToReviewed() => new(
        ItemKey,
        (ReviewKind)Kind,
        ItemGroup,
        Proposed,
        Text,
        (ReviewDecision)Decision,
        Reviewer,
        DecideTime is { } milliseconds ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds) : null);

    public ReviewItem ToItem() => new(
        ToReviewed(), new ReviewPlace(Position, Added), Image, Json.Read<SortedDictionary<string, string>>(Details), Note, Revision);
}

/// <summary>A row of <c>review_events</c>.</summary>
internal sealed class EventRow
{
    public const string Columns =
        "item_key AS ItemKey, revision, action, decision, text, reviewer, note, previous, event_time AS EventTime";

    public string ItemKey { get; init; } = "";

    public long Revision { get; init; }

    public long Action { get; init; }

    public long Decision { get; init; }

    public string Text { get; init; } = "";

    public string Reviewer { get; init; } = "";

    public string Note { get; init; } = "";

    public long Previous { get; init; }

    public long EventTime { get; init; }

    public ReviewEvent ToEvent() => new(
        ItemKey, Revision, (ReviewAction)Action, (ReviewDecision)Decision, Text, Reviewer, Note, DateTimeOffset.FromUnixTimeMilliseconds(EventTime));
}
