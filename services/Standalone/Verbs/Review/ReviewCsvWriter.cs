using System.Globalization;
using CsvHelper;
using ImageSearchBench.Contracts.Orchestrator.V1;

namespace ImageSearchBench.Standalone.Verbs.Review;

/// <summary>Writes the items of a stage for a spreadsheet: CSV by RFC 4180 in UTF-8 with a byte order mark.</summary>
internal static class ReviewCsvWriter
{
    /// <summary>Writes all items; a file of the same name is replaced once the new one is whole.</summary>
    /// <returns>Number of items.</returns>
    public static async Task<long> WriteAsync(ReviewStage stage, string file, CancellationToken cancellationToken)
    {
        var part = file + ".part";
        try
        {
            long items = 0;
            await using (var stream = new FileStream(part, FileMode.Create, FileAccess.Write))
            {
                await using (var csv = CsvWriter.Create(stream, new CsvWriterOptions { WriteByteOrderMark = true }, leaveOpen: true))
                {
                    await csv.WriteRecordAsync([.. ReviewColumns.All], cancellationToken);
                    await foreach (var item in stage.ReadAsync(ReviewDecision.Unspecified, cancellationToken))
                    {
                        await csv.WriteRecordAsync(Row(item), cancellationToken);
                        items++;
                    }
                }

                stream.Flush(flushToDisk: true);
            }

            File.Move(part, file, overwrite: true);
            return items;
        }
        finally
        {
            File.Delete(part);
        }
    }

    private static string[] Row(ReviewItem item) =>
    [
        SpreadsheetText.Write(item.Key),
        SpreadsheetText.Write(item.Group),
        SpreadsheetText.Write(item.Proposed),
        ReviewColumns.Word(item.Decision),
        SpreadsheetText.Write(item.Text),
        SpreadsheetText.Write(item.Note),
        SpreadsheetText.Write(string.Join("; ", item.Details.OrderBy(d => d.Key, StringComparer.Ordinal).Select(d => $"{d.Key}: {d.Value}"))),
        SpreadsheetText.Write(item.ImagePath),
        SpreadsheetText.Write(item.Reviewer),
        item.Revision.ToString(CultureInfo.InvariantCulture),
    ];
}
