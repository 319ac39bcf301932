using System.Text;
using ImageSearchBench.Standalone.Output;

namespace ImageSearchBench.Standalone.Verbs.Review;

/// <summary>Answers from a keyboard, a key each.</summary>
internal sealed class KeyInput(Terminal terminal, Func<ConsoleKeyInfo?> next) : IReviewInput
{
    // To the beginning of the line, and clear it.
    private const string ClearLine = "\r\e[2K";

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(15);

    /// <inheritdoc />
    public async Task<(ReviewAnswer Answer, string? Text)> ReadAsync(string text, CancellationToken cancellationToken)
    {
        terminal.Ask(ReviewAnswers.Keys + " ");
        while (true)
        {
            var key = await KeyAsync(cancellationToken);
            if (ReviewAnswers.Of(key.KeyChar) is not { } answer)
                continue;
            terminal.Out.Write(ClearLine);
            return (answer, answer == ReviewAnswer.Edit ? await EditAsync(text, cancellationToken) : "");
        }
    }

    /// <inheritdoc />
    public async Task<bool> ConfirmCompletionAsync(CancellationToken cancellationToken)
    {
        terminal.Ask("Everything is decided. Complete the review, so that the job goes on? [y/n] ");
        while (true)
        {
            var key = char.ToLowerInvariant((await KeyAsync(cancellationToken)).KeyChar);
            if (key is not ('y' or 'n'))
                continue;
            terminal.Line();
            return key == 'y';
        }
    }

    // A line that begins with the text as it is: Enter takes it, Escape leaves the item as it was, Ctrl-U empties the line.
    private async Task<string?> EditAsync(string text, CancellationToken cancellationToken)
    {
        var line = new StringBuilder(text);
        while (true)
        {
            terminal.Out.Write(ClearLine);
            terminal.Ask("> " + line);
            var key = await KeyAsync(cancellationToken);
            switch (key)
            {
                case { Key: ConsoleKey.Enter }:
                    terminal.Line();
                    return line.ToString().Trim() is { Length: > 0 } edited ? edited : null;
                case { Key: ConsoleKey.Escape }:
                    terminal.Out.Write(ClearLine);
                    return null;
                case { Key: ConsoleKey.Backspace }:
                    RemoveLast(line);
                    break;
                case { Key: ConsoleKey.U, Modifiers: ConsoleModifiers.Control }:
                    line.Clear();
                    break;
                case { KeyChar: var typed } when !char.IsControl(typed):
                    line.Append(typed);
                    break;
            }
        }
    }

    // A character beyond the basic plane is two.
    private static void RemoveLast(StringBuilder line)
    {
        var length = line.Length >= 2 && char.IsLowSurrogate(line[^1]) ? 2 : Math.Min(line.Length, 1);
        line.Length -= length;
    }

    // A wait that can be cancelled: the console's own read cannot.
    private async Task<ConsoleKeyInfo> KeyAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (next() is { } key)
                return key;
            await Task.Delay(Pause, TimeProvider.System, cancellationToken);
        }
    }
}
