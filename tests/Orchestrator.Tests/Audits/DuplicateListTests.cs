using System.Globalization;
using ImageSearchBench.Orchestrator.Audits;
using ImageSearchBench.Testing;

namespace ImageSearchBench.Orchestrator.Tests.Audits;

public sealed class DuplicateListTests
{
    [Fact]
    public async Task The_file_has_all_groups_and_the_card_the_first_ones()
    {
        using var folder = new TemporaryFolder();
        await using var list = new DuplicateList(folder["duplicates.jsonl"]);
        for (var i = 0; i < 1001; i++)
            await list.AddAsync(Ids(i, i == 3 ? 50 : 2), CancellationToken.None);
        await list.FinishAsync(CancellationToken.None);

        (list.Groups, list.Images).Should().Be((1001, 2050));
        File.ReadLines(folder["duplicates.jsonl"]).Should().HaveCount(1001);
        File.ReadLines(folder["duplicates.jsonl"]).First().Should().Be("""{"images":["0-0","0-1"]}""");
        list.First.Should().HaveCount(1000);
        list.First[3].Should().BeEquivalentTo(new NearDuplicates(50, Ids(3, 20)));
        list.First[999].ImageIds.Should().Equal("999-0", "999-1");
    }

    private static string[] Ids(int group, int images) =>
        Enumerable.Range(0, images).Select(i => string.Create(CultureInfo.InvariantCulture, $"{group}-{i}")).ToArray();
}
