using Grpc.Core;
using ImageSearchBench.Contracts.Orchestrator.V1;
using ImageSearchBench.Standalone.Output;

namespace ImageSearchBench.Standalone.Verbs.Review;

/// <summary>Shows the items that nobody has decided, one after the other, and takes a person's answers.</summary>
internal sealed class ReviewSession
{
    private readonly ReviewStage _stage;
    private readonly IReviewInput _input;
    private readonly Terminal _terminal;

    // What was decided here, so that it can be taken back; the items that come back are shown again first.
    private readonly Stack<string> _decided = new();
    private readonly Stack<ReviewItem> _again = new();
    private long _left;
    private string? _group;

    private ReviewSession(ReviewStage stage, IReviewInput input, Terminal terminal)
    {
        _stage = stage;
        _input = input;
        _terminal = terminal;
        _left = stage.Progress.Pending;
    }

    /// <summary>Goes through the items until they are at their end, or the person is.</summary>
    /// <returns>Whether the review is to be completed.</returns>
    public static async Task<bool> RunAsync(ReviewStage stage, Terminal terminal, CancellationToken cancellationToken)
    {
        if (stage.Progress.Completed)
            return false;
        IReviewInput input = terminal.Key is { } keys ? new KeyInput(terminal, keys) : new LineInput(terminal.In);
        return await new ReviewSession(stage, input, terminal).RunAsync(cancellationToken);
    }

    private async Task<bool> RunAsync(CancellationToken cancellationToken)
    {
        await using var items = _stage.ReadAsync(ReviewDecision.Pending, cancellationToken).GetAsyncEnumerator(cancellationToken);
        while (await NextAsync(items) is { } item)
        {
            Show(item);
            if (!await AnswerAsync(item, cancellationToken))
                return false;
        }

        var progress = await _stage.ReadProgressAsync(cancellationToken);
        return progress is { Pending: 0, Completed: false } && await _input.ConfirmCompletionAsync(cancellationToken);
    }

    private async Task<ReviewItem?> NextAsync(IAsyncEnumerator<ReviewItem> items)
    {
        if (_again.TryPop(out var item))
            return item;
        return await items.MoveNextAsync() ? items.Current : null;
    }

    private void Show(ReviewItem item)
    {
        if (item.Group != _group && item.Group.Length > 0)
            _terminal.Line($"== {item.Group} ==");
        _group = item.Group;
        _terminal.Line($"[{Tables.Count(_left)} left] {item.Text}");
        foreach (var (field, text) in item.Details.OrderBy(d => d.Key, StringComparer.Ordinal))
            _terminal.Line($"    {field}: {text}");
        if (item.ImagePath.Length > 0)
            _terminal.Line($"    picture: {item.ImagePath}");
    }

    /// <returns>Whether to go on.</returns>
    private async Task<bool> AnswerAsync(ReviewItem item, CancellationToken cancellationToken)
    {
        var (answer, text) = await _input.ReadAsync(item.Text, cancellationToken);
        switch (answer)
        {
            case ReviewAnswer.Quit:
                return false;
            case ReviewAnswer.Skip:
                break;
            case ReviewAnswer.Undo:
                _again.Push(item);
                await UndoAsync(cancellationToken);
                break;
            case ReviewAnswer.Edit when text is null:
                _again.Push(item);
                break;
            default:
                await DecideAsync(item, answer, text ?? "", cancellationToken);
                break;
        }

        return true;
    }

    private async Task DecideAsync(ReviewItem item, ReviewAnswer answer, string text, CancellationToken cancellationToken)
    {
        var change = new ReviewChange
        {
            Key = item.Key,
            Revision = item.Revision,
            Decision = answer switch
            {
                ReviewAnswer.Accept => ReviewDecision.Accepted,
                ReviewAnswer.Edit => ReviewDecision.Edited,
                _ => ReviewDecision.Rejected,
            },
            Text = answer == ReviewAnswer.Edit ? text : "",
        };
        try
        {
            var now = (await _stage.DecideAsync([change], cancellationToken))[0];
            _decided.Push(item.Key);
            _left--;
            _terminal.Line($"    {JsonMapping.Word(now.Decision)}{(now.Decision == ReviewDecision.Edited ? ": " + now.Text : "")}");
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.Aborted)
        {
            // Somebody else was faster; what they decided stays.
            _left--;
            _terminal.Note(e.Status.Detail);
        }
    }

    private async Task UndoAsync(CancellationToken cancellationToken)
    {
        if (!_decided.TryPop(out var key))
        {
            _terminal.Note("There is nothing to take back.");
            return;
        }

        _again.Push(await _stage.UndoAsync(key, cancellationToken));
        _left++;
    }
}
