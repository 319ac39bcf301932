using System.Text.Json.Nodes;
using ImageSearchBench.Orchestrator.Collections;
using ImageSearchBench.Orchestrator.Datasets;
using ImageSearchBench.Orchestrator.Jobs;
using ImageSearchBench.Orchestrator.Review;
using ImageSearchBench.Orchestrator.Runs;
using ImageSearchBench.Orchestrator.Tests.Fakes;

namespace ImageSearchBench.Orchestrator.Tests.Storage;

/// <summary>What the stores beside the jobs' promise, in both databases.</summary>
public sealed class StoreTests(PostgresServer postgres)
{
    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.Postgres)]
    public async Task A_dataset_is_found_by_hash_prefix_and_name_and_built_again_becomes_the_newest(DatabaseKind kind)
    {
        using var under = await DatabaseUnderTest.CreateAsync(kind, postgres);
        var store = new DatasetStore(under.Database, under.Folder);
        var first = await store.RegisterBuiltAsync(Card('a', "scenes"), "x", CancellationToken.None);
        await store.RegisterBuiltAsync(Card('b', "scenes"), "x", CancellationToken.None);
        await store.RegisterFolderAsync(Card('c', "folder"), "/some/where", CancellationToken.None);

        first.Should().BeEquivalentTo(new { Hash = new string('a', 64), Name = "scenes", Images = 3L, Owned = true });
        first.Directory.Should().Be(Path.Combine(under.Folder.Datasets, first.Hash));
        (await store.GetAsync("cccccccccc", CancellationToken.None)).Should().BeEquivalentTo(new { Owned = false, Directory = "/some/where" });
        (await store.GetAsync("scenes", CancellationToken.None)).Hash.Should().StartWith("b");
        await store.RegisterBuiltAsync(Card('a', "again"), "x", CancellationToken.None);
        await store.RegisterBuiltAsync(Card('d', "last"), "x", CancellationToken.None);
        await store.RegisterFolderAsync(Card('a', "folder"), "/else", CancellationToken.None);

        var page = await store.ListAsync(long.MaxValue, 10, CancellationToken.None);
        page.Select(p => p.Dataset.Name).Should().Equal("last", "again", "folder", "scenes");
        page.Select(p => p.Sequence).Should().BeInDescendingOrder().And.OnlyHaveUniqueItems();
        (await store.ListAsync(page[1].Sequence, 1, CancellationToken.None)).Single().Dataset.Name.Should().Be("folder");
        await store.ForgetAsync(page[0].Dataset.Hash, CancellationToken.None);
        (await store.FindAsync("last", CancellationToken.None)).Should().BeNull();
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.Postgres)]
    public async Task The_same_dataset_built_at_once_by_many_is_there_once(DatabaseKind kind)
    {
        using var under = await DatabaseUnderTest.CreateAsync(kind, postgres);
        var store = new DatasetStore(under.Database, under.Folder);

        await Task.WhenAll(Enumerable.Range(0, 16).Select(i => store.RegisterBuiltAsync(Card('a', $"n{i}"), "x", CancellationToken.None)));

        (await store.ListAsync(long.MaxValue, 100, CancellationToken.None)).Should().HaveCount(1);
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.Postgres)]
    public async Task A_collections_state_is_kept_until_it_is_removed(DatabaseKind kind)
    {
        using var under = await DatabaseUnderTest.CreateAsync(kind, postgres);
        var store = new CollectionStore(under.Database);
        var name = new string('a', 16) + "-images-tiny";
        (await store.GetAsync(name, CancellationToken.None)).Should().Be(CollectionState.Empty);

        await store.SaveAsync(name, new CollectionState(10, 1, [new SkippedItem("x", "broken")], Finished: false), CancellationToken.None);
        await store.SaveAsync(name, new CollectionState(20, 1, [new SkippedItem("x", "broken")], Finished: true), CancellationToken.None);

        var state = await store.GetAsync(name, CancellationToken.None);
        state.Should().BeEquivalentTo(new { Acknowledged = 20L, Skipped = 1L, Finished = true, Vectors = 19L });
        state.SkippedItems.Should().Equal(new SkippedItem("x", "broken"));
        (await store.ListAsync(new string('a', 64), CancellationToken.None)).Should().Equal(name);
        (await store.ListAsync(new string('b', 64), CancellationToken.None)).Should().BeEmpty();
        await store.DeleteAsync(name, CancellationToken.None);
        (await store.GetAsync(name, CancellationToken.None)).Should().Be(CollectionState.Empty);
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.Postgres)]
    public async Task A_run_stays_as_it_was_first_kept(DatabaseKind kind)
    {
        using var under = await DatabaseUnderTest.CreateAsync(kind, postgres);
        var store = new RunStore(under.Database, under.Folder);
        await store.AddAsync(Run("r1", "first"), CancellationToken.None);
        await store.AddAsync(Run("r2", "second"), CancellationToken.None);
        await store.AddAsync(Run("r1", "other"), CancellationToken.None);

        (await store.GetAsync("r1", CancellationToken.None)).SystemName.Should().Be("first");
        (await store.FindAsync("r3", CancellationToken.None)).Should().BeNull();
        (await store.ListAsync(long.MaxValue, 10, CancellationToken.None)).Select(r => r.Run.Id).Should().Equal("r2", "r1");
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.Postgres)]
    public async Task What_a_job_proposes_to_people_is_stored_once(DatabaseKind kind)
    {
        using var under = await DatabaseUnderTest.CreateAsync(kind, postgres);
        var store = new ReviewStore(under.Database, TimeProvider.System);
        ReviewProposal[] proposals = [new("a", ReviewKind.Topic, "one"), new("b", ReviewKind.Topic, "two")];

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => store.ProposeAsync("job", "topics", proposals, wait: true, CancellationToken.None)));

        (await store.GetProgressAsync("job", CancellationToken.None)).Single().Should().BeEquivalentTo(new { Items = 2L, Completed = false });
        (await store.ReadAsync("job", "topics", CancellationToken.None)).Select(i => i.Key).Should().Equal("a", "b");
    }

    private static DatasetCard Card(char digit, string name) => new(
        DatasetCard.CurrentSchemaVersion, new string(digit, 64), name, "labels", Parameters: [], Provenance: new JsonObject(),
        new DatasetCounts(3, 2, 4, new SortedDictionary<string, long> { ["level=1"] = 2 }), new SkippedSummary(0, []), new SortedDictionary<string, long>());

    private static Run Run(string id, string system) => new(
        id, new string('a', 64), "scenes", new EvaluatedSystem(SystemKind.Model, "tiny"), system, "hash", 100, TimeProvider.System.GetUtcNow(),
        new RunSummary(2, 0, 0, [], [], []));
}
