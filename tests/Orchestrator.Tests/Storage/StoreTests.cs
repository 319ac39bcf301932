using System.Text.Json.Nodes;
using Dapper;
using ImageSearchBench.Hosting.Errors;
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

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.Postgres)]
    public async Task Of_what_a_job_proposes_nobody_sees_anything_before_all_of_it_is_stored(DatabaseKind kind)
    {
        using var under = await DatabaseUnderTest.CreateAsync(kind, postgres);
        var store = new ReviewStore(under.Database, TimeProvider.System);
        var proposals = Enumerable.Range(0, 5000)
            .Select(i => new ReviewProposal($"k{i}", ReviewKind.Caption, $"一只狗 \"{i}\" 'x' \\")
            {
                Group = $"g{i}",
                Image = $"/photos/{i}.jpg",
                Details = new Dictionary<string, string>(StringComparer.Ordinal) { ["language"] = "zh" },
            })
            .ToArray();

        // As when the process dies after the first parts.
        using (var dies = new CancellationTokenSource())
        {
            var cut = () => store.ProposeAsync("job", "captions", new CutOff<ReviewProposal>(proposals, 4500, dies.Cancel), wait: true, dies.Token);
            await cut.Should().ThrowAsync<OperationCanceledException>();
        }

        (await store.GetProgressAsync("job", CancellationToken.None)).Should().BeEmpty();
        (await store.ReadAsync("job", "captions", CancellationToken.None)).Should().BeEmpty();
        await FluentActions.Awaiting(() => store.GetAsync("job", "captions", "k0", CancellationToken.None)).Should().ThrowAsync<BenchException>();

        var review = await store.ProposeAsync("job", "captions", proposals, wait: true, CancellationToken.None);
        review.Should().Be(new ReviewProgress("captions", 5000, 0, 0, 0, Completed: false));
        (await store.ReadAsync("job", "captions", CancellationToken.None)).Select(i => (i.Key, i.Proposed)).Should().Equal(proposals.Select(p => (p.Key, p.Text)));
        var item = await store.GetAsync("job", "captions", "k4321", CancellationToken.None);
        (item.Reviewed.Group, item.Image, item.Details["language"]).Should().Be(("g4321", "/photos/4321.jpg", "zh"));

        // What comes later counts where the review still goes on, and is left for a stage of its own where it is over.
        (await store.ProposeAsync("job", "captions", [.. proposals, new("more", ReviewKind.Caption, "m")], wait: true, CancellationToken.None)).Items.Should().Be(5001);
        await new ReviewDecisions(under.Database, TimeProvider.System).CompleteAsync("job", "captions", PendingItems.Accept, "ann", CancellationToken.None);
        (await store.ProposeAsync("job", "captions", [new("late", ReviewKind.Caption, "l")], wait: true, CancellationToken.None))
            .Should().Be(new ReviewProgress("captions", 5001, 5001, 0, 0, Completed: true));
    }

    /// <summary>A list that does something when it is read to an item.</summary>
    private sealed class CutOff<T>(IReadOnlyList<T> items, int at, Action act) : IReadOnlyList<T>
    {
        public int Count => items.Count;

        public T this[int index] => items[index];

        public IEnumerator<T> GetEnumerator()
        {
            foreach (var (i, item) in items.Index())
            {
                if (i == at)
                    act();
                yield return item;
            }
        }

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
    }

    [Fact]
    public async Task PostgreSQL_knows_at_once_that_a_stage_has_many_items()
    {
        using var under = await DatabaseUnderTest.CreateAsync(DatabaseKind.Postgres, postgres);
        var proposals = Enumerable.Range(0, 5_000).Select(i => new ReviewProposal($"k{i}", ReviewKind.Caption, "a dog")).ToArray();

        await new ReviewStore(under.Database, TimeProvider.System).ProposeAsync("job", "captions", proposals, wait: true, CancellationToken.None);

        // Without that, finding one of them reads them all until the server looks by itself, a minute later.
        await using var connection = await under.Database.OpenAsync(CancellationToken.None);
        (await connection.ExecuteScalarAsync<double>("SELECT reltuples FROM pg_class WHERE relname = 'review_items'")).Should().Be(5_000);
    }

    private static DatasetCard Card(char digit, string name) => new(
        DatasetCard.CurrentSchemaVersion, new string(digit, 64), name, "labels", Parameters: [], Provenance: new JsonObject(),
        new DatasetCounts(3, 2, 4, new SortedDictionary<string, long> { ["level=1"] = 2 }), new SkippedSummary(0, []), new SortedDictionary<string, long>());

    private static Run Run(string id, string system) => new(
        id, new string('a', 64), "scenes", new EvaluatedSystem(SystemKind.Model, "tiny"), system, "hash", 100, TimeProvider.System.GetUtcNow(),
        new RunSummary(2, 0, 0, [], [], []));
}
