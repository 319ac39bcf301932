using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using CsvHelper;
using ImageSearchBench.Contracts.Orchestrator.V1;
using ImageSearchBench.Hosting.Errors;

namespace ImageSearchBench.Standalone.Verbs.Review;

/// <summary>Reads what a person decided in a spreadsheet, row by row.</summary>
/// <param name="file">A file that <c>--export</c> wrote. Columns may be moved, and all but 'key' and 'decision' left away.</param>
internal sealed class ReviewCsvReader(string file)
{
    // A quotation mark that is never closed must not take the whole file for one cell.
    private const int MaxRecordBytes = 1 << 20;

    /// <summary>The decisions with the lines they stand in; rows that decide nothing are passed over.</summary>
    /// <exception cref="BenchException">The file is not such a file, or a row cannot be meant; file and line are named.</exception>
    public async IAsyncEnumerable<(long Line, ReviewChange Change)> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var text = new StreamReader(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true));

        // The separator is found out: spreadsheets write what their country separates lists by.
        await using var csv = CsvReader.Create(
            text,
            new CsvReaderOptions { MalformedData = CsvMalformedDataHandling.Throw, TrackLineNumbers = true, MaxRecordSize = MaxRecordBytes },
            leaveOpen: true);
        await GuardAsync(csv, async () =>
        {
            await csv.ReadHeaderAsync(cancellationToken);
            return true;
        });
        foreach (var column in new[] { ReviewColumns.Key, ReviewColumns.Decision })
        {
            if (!csv.TryGetFieldIndex(column, out _))
                throw Fault(1, $"there is no column '{column}'. 'isb review JOB --export FILE' writes a file to begin with.");
        }

        while (await GuardAsync(csv, async () => await csv.ReadAsync(cancellationToken)))
        {
            if (Read(csv) is { } change)
                yield return (csv.LineNumber, change);
        }
    }

    public BenchException Fault(long line, string message) => BenchException.Invalid($"{file}, line {line}: {message}");

    private async Task<bool> GuardAsync(CsvReader csv, Func<Task<bool>> read)
    {
        try
        {
            return await read();
        }
        catch (CsvFormatException e)
        {
            throw Fault(e.LineNumber, "a quotation mark stands where none can be, or is missing: the file is damaged.");
        }
        catch (DecoderFallbackException)
        {
            throw Fault(csv.LineNumber + 1, "here or below, the file is not UTF-8. Save it as 'CSV UTF-8'.");
        }
    }

    private ReviewChange? Read(CsvReader csv)
    {
        var line = csv.LineNumber;
        var key = Cell(csv, ReviewColumns.Key);
        var word = Cell(csv, ReviewColumns.Decision);
        if (key.Length == 0)
            throw Fault(line, "the row has no key.");
        var decision = ReviewColumns.Read(word) ?? throw Fault(line, $"'{word}' is no decision: write accept, edit or reject, or leave the cell empty.");
        var proposed = Cell(csv, ReviewColumns.Proposed);
        var text = Cell(csv, ReviewColumns.Text).Trim();
        var changed = text.Length > 0 && text != proposed;
        switch (decision)
        {
            // Who changes a text has decided.
            case ReviewDecision.Pending when changed && proposed.Length > 0:
            case ReviewDecision.Accepted when changed:
                decision = ReviewDecision.Edited;
                break;
            case ReviewDecision.Pending:
                return null;
            case ReviewDecision.Edited when text.Length == 0:
                throw Fault(line, $"'{key}' is edited, but has no text.");
        }

        return new ReviewChange
        {
            Key = key,
            Decision = decision,
            Text = decision == ReviewDecision.Edited ? text : "",
            Note = Cell(csv, ReviewColumns.Note),
            Revision = Revision(csv, line),
        };
    }

    private long Revision(CsvReader csv, long line)
    {
        var cell = Cell(csv, ReviewColumns.Revision);
        if (cell.Length == 0)
            return 0;
        return long.TryParse(cell, NumberStyles.None, CultureInfo.InvariantCulture, out var revision)
            ? revision
            : throw Fault(line, $"'{cell}' is no revision: leave the column as it was exported.");
    }

    private static string Cell(CsvReader csv, string column) =>
        csv.TryGetFieldIndex(column, out var index) && index < csv.FieldCount ? SpreadsheetText.Read(csv.GetString(index)) : "";
}
