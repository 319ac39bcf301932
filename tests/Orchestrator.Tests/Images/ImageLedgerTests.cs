using ImageSearchBench.Orchestrator.Images;
using ImageSearchBench.Orchestrator.Tests.Fakes;
using ImageSearchBench.Testing;
using Microsoft.Extensions.Options;

namespace ImageSearchBench.Orchestrator.Tests.Images;

public sealed class ImageLedgerTests
{
    [Fact]
    public async Task A_ledger_looks_again_only_at_what_changed()
    {
        using var folder = new TemporaryFolder();
        var names = Enumerable.Range(0, 5).Select(i => $"{i}.bmp").ToArray();
        foreach (var name in names)
            File.WriteAllBytes(folder[name], TinyCoco.Bitmap(1));
        var ledger = folder["ledger.jsonl"];
        var inspector = new ImageInspector(Options.Create(new OrchestratorOptions()));

        (await FillAsync("a")).Should().Equal(false, false, false, false, false);
        (await FillAsync("a")).Should().Equal(true, true, true, true, true);

        // A line that was cut off in writing counts for nothing.
        File.WriteAllText(ledger, File.ReadAllText(ledger)[..^20]);
        (await FillAsync("a")).Should().Equal(true, true, true, true, false);

        File.WriteAllBytes(folder["2.bmp"], TinyCoco.Bitmap(2)[..100]);
        (await FillAsync("a")).Should().Equal(true, true, false, false, false);

        // A retry looks again at the faulty one alone, and what it finds is known from then on.
        (await FillAsync("a", retryFailed: true)).Should().Equal(true, true, false, true, true);
        (await FillAsync("a")).Should().Equal(true, true, true, true, true);
        File.WriteAllText(ledger, File.ReadAllText(ledger)[..^20]);
        (await FillAsync("a", retryFailed: true)).Should().Equal(true, true, false, true, false);
        (await FillAsync("a")).Should().Equal(true, true, true, true, true);
        (await FillAsync("b", retryFailed: true)).Should().Equal(false, false, false, false, false);
        (await FillAsync("c")).Should().Equal(false, false, false, false, false);

        async Task<List<bool>> FillAsync(string source, bool retryFailed = false)
        {
            var restored = new List<bool>();
            var files = names.Select(n => (n, (string?)folder[n])).ToAsyncEnumerable();
            await foreach (var (_, known) in new ImageLedger(ledger, source).FillAsync(files, inspector, retryFailed, CancellationToken.None))
                restored.Add(known);
            return restored;
        }
    }
}
