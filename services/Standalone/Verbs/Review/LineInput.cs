using ImageSearchBench.Hosting.Errors;

namespace ImageSearchBench.Standalone.Verbs.Review;

/// <summary>Answers from lines: <c>a</c>, <c>r</c>, <c>e NEW TEXT</c>, <c>s</c>, <c>u</c>, <c>q</c>; the end is as <c>q</c>. Empty lines count for nothing.</summary>
internal sealed class LineInput(TextReader lines) : IReviewInput
{
    private int _line;

    /// <inheritdoc />
    public async Task<(ReviewAnswer Answer, string? Text)> ReadAsync(string text, CancellationToken cancellationToken)
    {
        while (await lines.ReadLineAsync(cancellationToken) is { } line)
        {
            _line++;
            var words = line.Trim();
            if (words.Length == 0)
                continue;
            var argument = words.Length > 2 && words[1] == ' ' ? words[2..].Trim() : "";
            if ((words.Length > 1 && words[1] != ' ') || ReviewAnswers.Of(words[0]) is not { } answer || (answer == ReviewAnswer.Edit) != (argument.Length > 0))
                throw BenchException.Invalid($"Line {_line}, '{words}': write a, r, e NEW TEXT, s, u or q. What was decided before stays.");
            return (answer, argument);
        }

        return (ReviewAnswer.Quit, null);
    }

    /// <inheritdoc />
    public Task<bool> ConfirmCompletionAsync(CancellationToken cancellationToken) => Task.FromResult(false);
}
