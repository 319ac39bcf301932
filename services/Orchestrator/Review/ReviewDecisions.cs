using System.Data.Common;
using ImageSearchBench.Hosting.Errors;
using ImageSearchBench.Orchestrator.Storage;

namespace ImageSearchBench.Orchestrator.Review;

/// <summary>What people decide, in the database. Each call is done whole or not at all, and leaves a trace of who did what when.</summary>
internal sealed class ReviewDecisions(Database database, TimeProvider time)
{
    /// <summary>Decides items; what is decided that way already stays as it is, with who decided it.</summary>
    /// <returns>The items as they are now, in the order of the changes.</returns>
    /// <exception cref="BenchException">The stage or an item is not there, the review is complete, or an item has changed since it was seen.</exception>
    public Task<IReadOnlyList<ReviewItem>> DecideAsync(
        string jobId, string stage, IReadOnlyList<ReviewChange> changes, string reviewer, CancellationToken cancellationToken) =>
        ChangeAsync(jobId, stage, async (change, counts) =>
        {
            // All at once, since a database in the network answers each statement: a spreadsheet has thousands of decisions.
            var rows = await change.ReadAllAsync([.. changes.Select(c => c.Key)]);
            var events = new List<EventRow>(changes.Count);
            foreach (var (wanted, row) in changes.Zip(rows))
            {
                if (wanted.Decision == ReviewDecision.Edited && (ReviewKind)row.Kind is (ReviewKind.Compatibility or ReviewKind.Judgement))
                    throw ReviewFaults.NoEdit(row.ToItem());
                var text = wanted.Decision == ReviewDecision.Edited ? wanted.Text : row.Proposed;
                var decision = wanted.Decision == ReviewDecision.Edited && text == row.Proposed ? ReviewDecision.Accepted : wanted.Decision;

                // A call that is repeated because its reply was lost finds its own work; who agrees with what is decided changes nothing.
                if (row.Decision == (long)decision && row.Text == text && row.Note == wanted.Note)
                    continue;
                StageChange.RequireUnchanged(row, wanted.Revision);
                events.Add(new EventRow
                {
                    ItemKey = row.ItemKey,
                    Revision = row.Revision + 1,
                    Action = (long)ReviewAction.Decided,
                    Decision = (long)decision,
                    Text = text,
                    Reviewer = reviewer,
                    Note = wanted.Note,
                    Previous = row.Event,
                    EventTime = change.Now,
                });
                counts.Move((ReviewDecision)row.Decision, decision);
            }

            await change.DecideAsync(events);
            return await change.ReadItemsAsync([.. changes.Select(c => c.Key)]);
        }, cancellationToken);

    /// <summary>Takes the last decision about items back, so that the one before it is in force, or none.</summary>
    /// <returns>The items as they are now, in the order of the request.</returns>
    /// <exception cref="BenchException">As <see cref="DecideAsync"/>, or there is no decision to take back.</exception>
    public Task<IReadOnlyList<ReviewItem>> UndoAsync(
        string jobId, string stage, IReadOnlyList<ReviewUndo> undos, string reviewer, CancellationToken cancellationToken) =>
        ChangeAsync(jobId, stage, async (change, counts) =>
        {
            foreach (var wanted in undos)
            {
                var row = await change.ReadAsync(wanted.Key);
                StageChange.RequireUnchanged(row, wanted.Revision);
                if (row.Event == 0 || await change.ReadEventAsync(row.ItemKey, row.Event) is not { Action: not (long)ReviewAction.Added } last)
                    throw ReviewFaults.NothingToUndo(row.ItemKey);

                var before = last.Previous == 0
                    ? new EventRow { ItemKey = row.ItemKey, Decision = (long)ReviewDecision.Pending, Text = row.Proposed }
                    : await change.ReadEventAsync(row.ItemKey, last.Previous);
                await change.AddEventAsync(new EventRow
                {
                    ItemKey = row.ItemKey,
                    Revision = row.Revision + 1,
                    Action = (long)ReviewAction.Undone,
                    Decision = before.Decision,
                    Text = before.Text,
                    Reviewer = reviewer,
                    EventTime = change.Now,
                });
                await change.UpdateAsync(row, before, last.Previous);
                counts.Move((ReviewDecision)row.Decision, (ReviewDecision)before.Decision);
            }

            return await change.ReadItemsAsync([.. undos.Select(u => u.Key)]);
        }, cancellationToken);

    /// <summary>Adds items, each behind the last one of its group; a new group stands at the end. They count as accepted.</summary>
    /// <returns>The items, in the order of the request.</returns>
    /// <exception cref="BenchException">The stage is not there, or the review is complete.</exception>
    public Task<IReadOnlyList<ReviewItem>> AddAsync(
        string jobId, string stage, IReadOnlyList<ReviewAddition> additions, string reviewer, CancellationToken cancellationToken) =>
        ChangeAsync(jobId, stage, async (change, counts) =>
        {
            var keys = new List<string>(additions.Count);
            foreach (var wanted in additions)
            {
                var then = new EventRow
                {
                    ItemKey = ReviewedItem.AddedPrefix + counts.Add().ToString(System.Globalization.CultureInfo.InvariantCulture),
                    Revision = 1,
                    Action = (long)ReviewAction.Added,
                    Decision = (long)ReviewDecision.Accepted,
                    Text = wanted.Text,
                    Reviewer = reviewer,
                    Note = wanted.Note,
                    EventTime = change.Now,
                };
                await change.InsertAsync(wanted, then);
                await change.AddEventAsync(then);
                keys.Add(then.ItemKey);
            }

            return await change.ReadItemsAsync(keys);
        }, cancellationToken);

    /// <summary>Ends the review; one that is complete stays as it is.</summary>
    /// <exception cref="BenchException">The stage is not there, or there are items that nobody decided and nothing was said about them.</exception>
    public async Task<ReviewProgress> CompleteAsync(
        string jobId, string stage, PendingItems pending, string reviewer, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var change = new StageChange(database, connection, transaction, jobId, stage, time);
        var review = (await change.LockAsync(requireOpen: false)).ToProgress();
        if (review.Completed)
            return review;
        if (review.Pending > 0 && pending == PendingItems.Refuse)
            throw ReviewFaults.Pending(review);

        var counts = new StageCounts(review, added: 0);
        if (review.Pending > 0)
        {
            var decision = pending == PendingItems.Accept ? ReviewDecision.Accepted : ReviewDecision.Rejected;
            await change.DecidePendingAsync(decision, reviewer);
            counts.Move(ReviewDecision.Pending, decision, review.Pending);
        }

        await change.StoreAsync(counts, completed: true);
        await transaction.CommitAsync(cancellationToken);
        return counts.ToProgress(stage, completed: true);
    }

    private async Task<IReadOnlyList<ReviewItem>> ChangeAsync(
        string jobId, string stage, Func<StageChange, StageCounts, Task<IReadOnlyList<ReviewItem>>> work, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        await using DbTransaction transaction = await connection.BeginTransactionAsync(cancellationToken);
        var change = new StageChange(database, connection, transaction, jobId, stage, time);
        var row = await change.LockAsync(requireOpen: true);
        var counts = new StageCounts(row.ToProgress(), row.Added);
        var items = await work(change, counts);
        await change.StoreAsync(counts, completed: false);
        await transaction.CommitAsync(cancellationToken);
        return items;
    }
}
