using Grpc.Core;
using ImageSearchBench.Contracts.Index.V1;
using ImageSearchBench.Index.Api;
using ImageSearchBench.Index.Collections;

namespace ImageSearchBench.Index.Tests.Contract;

/// <summary>What every store must do, over real gRPC; each store has a class of its own that runs all of it.</summary>
public abstract class ContractTests
{
    private protected abstract Store Store { get; }

    /// <summary>Whether the server behind the store can list and alias collections.</summary>
    private protected virtual string? LacksListsAndAliases => null;

    /// <summary>Why the server behind the store cannot have an id; null where it can.</summary>
    private protected virtual string? Lacks(string id) => null;

    private protected abstract Task<IndexService> StartAsync();

    [Fact]
    public async Task Creating_twice_gives_the_same_collection_and_other_settings_are_refused()
    {
        await using var service = await StartAsync();
        var name = Unique();
        var request = new CreateCollectionRequest { Name = name, Dimension = 8, Metric = Metric.Cosine, Store = Store };

        var first = (await service.Client.CreateCollectionAsync(request)).Collection;
        var second = (await service.Client.CreateCollectionAsync(request)).Collection;

        first.Should().Match<Collection>(c => c.Name == name && c.Dimension == 8 && c.Metric == Metric.Cosine && c.Store == Store && c.Count == 0);
        second.Should().Be(first);
        (await service.FailsAsync(c => c.CreateCollectionAsync(new CreateCollectionRequest(request) { Dimension = 9 }))).StatusCode
            .Should().Be(StatusCode.AlreadyExists);
    }

    [Fact]
    public async Task Deleting_ends_a_collection_and_may_be_repeated()
    {
        await using var service = await StartAsync();
        var name = await CreateAsync(service, 4);

        await service.Client.DeleteCollectionAsync(new DeleteCollectionRequest { Name = name });
        await service.Client.DeleteCollectionAsync(new DeleteCollectionRequest { Name = name });

        (await service.FailsAsync(c => c.GetCollectionAsync(new GetCollectionRequest { Name = name }))).StatusCode.Should().Be(StatusCode.NotFound);
    }

    [Fact]
    public async Task Vectors_come_back_as_they_were_written_in_the_order_asked_for()
    {
        await using var service = await StartAsync();
        var name = await CreateAsync(service, 6);
        string[] ids = ["plain", "café", "红色的衣服", "🖼️/1.jpg", "a b"];
        var labels = ids.Select((_, i) => (IReadOnlyDictionary<string, string>)new Dictionary<string, string> { ["n"] = $"{i % 2}", ["城市"] = "杭\\州\"'" }).ToArray();
        labels[0] = VectorBatch.NoLabels;
        var batch = new VectorBatch(6, ids, Vectors.Gaussian(1, ids.Length, 6), labels);
        (await service.UpsertAsync(name, [.. Mapping.ToMessages(batch)])).Should().Be(ids.Length);

        var order = ids.Reverse().Append("missing").ToArray();
        var fetched = await service.Client.FetchVectorsAsync(new FetchVectorsRequest { Collection = name, Ids = { order } });

        fetched.Vectors.Should().Equal(Mapping.ToMessages(batch).Reverse());
    }

    [Theory]
    [InlineData("with \"quotes\"")]
    [InlineData("back\\slash")]
    [InlineData("it's")]
    [InlineData("] or id in [")]
    public async Task Ids_may_hold_what_filters_are_written_with(string id)
    {
        Assert.SkipWhen(Lacks(id) is not null, Lacks(id) ?? "");
        await using var service = await StartAsync();
        var name = await CreateAsync(service, 2);
        await service.UpsertAsync(name, [Vector("other", 0, 1), Vector(id, 1, 0)]);
        await service.UpsertAsync(name, [Vector(id, 2, 0)]);

        (await service.SearchAsync(name, [1, 0], 5)).Should().Equal(new Index.Collections.Hit(id, 2), new Index.Collections.Hit("other", 0));
        (await service.Client.FetchVectorsAsync(new FetchVectorsRequest { Collection = name, Ids = { id } })).Vectors.Should().ContainSingle();
        (await service.Client.DeleteVectorsAsync(new DeleteVectorsRequest { Collection = name, Ids = { id } })).Deleted.Should().Be(1);
        (await service.CountAsync(name)).Should().Be(1);
    }

    [Fact]
    public async Task Writing_an_id_again_replaces_its_vector()
    {
        await using var service = await StartAsync();
        var name = await CreateAsync(service, 4);
        await service.UpsertAsync(name, [.. Mapping.ToMessages(Vectors.Batch(1, 60, 4))], 20);
        var newer = Vectors.Batch(2, 30, 4);

        await service.UpsertAsync(name, [.. Mapping.ToMessages(newer)]);

        (await service.CountAsync(name)).Should().Be(60);
        var hits = await service.SearchAsync(name, newer.Row(7).ToArray(), 60);
        hits.Should().HaveCount(60).And.OnlyHaveUniqueItems(h => h.Id);
        hits.Single(h => h.Id == "v000007").Score.Should().Be(Vectors.Score(newer.Row(7), newer.Row(7), VectorMetric.InnerProduct));
    }

    [Theory]
    [InlineData(Metric.InnerProduct, 1)]
    [InlineData(Metric.InnerProduct, 20)]
    [InlineData(Metric.Cosine, 1)]
    [InlineData(Metric.Cosine, 20)]
    public async Task Rankings_are_those_of_brute_force_in_double_precision(Metric metric, int queryCount)
    {
        await using var service = await StartAsync();
        var name = await CreateAsync(service, 33, metric);
        var batch = Vectors.Batch(3, 700, 33);
        await service.UpsertAsync(name, [.. Mapping.ToMessages(batch)], 100);
        var queries = new QueryBatch(33, queryCount, Vectors.Gaussian(4, queryCount, 33));

        var rankings = await service.SearchAsync(name, queries, new SearchSettings { TopK = 40 });

        var domain = metric == Metric.Cosine ? VectorMetric.Cosine : VectorMetric.InnerProduct;
        rankings.Should().BeEquivalentTo(
            Vectors.BruteForce(batch, queries, domain, new SearchOptions(40, null, VectorBatch.NoLabels, false)), o => o.WithStrictOrdering());
    }

    [Fact]
    public async Task Equal_scores_are_ordered_by_id_descending_also_where_K_cuts_them()
    {
        await using var service = await StartAsync();
        var name = await CreateAsync(service, 3);
        string[] ids = ["a", "Z", "é", "z", "b", "\uFFFD", "😀", "aa", .. Vectors.Ids(150)];
        var values = Enumerable.Repeat(new[] { 1f, 2f, 3f }, ids.Length).SelectMany(v => v).ToArray();
        await service.UpsertAsync(name, [.. Mapping.ToMessages(VectorBatch.WithoutLabels(3, ids, values))]);

        foreach (var topK in (int[])[1, 5, 100])
        {
            var hits = await service.SearchAsync(name, [1, 1, 1], topK);
            hits.Select(h => h.Id).Should().Equal(ids.OrderDescending(Comparer<string>.Create(Vectors.CompareUtf8)).Take(topK));
            hits.Should().OnlyContain(h => h.Score == 6);
        }
    }

    [Fact]
    public async Task Labels_and_a_least_score_narrow_the_results()
    {
        await using var service = await StartAsync();
        var name = await CreateAsync(service, 5);
        var labels = Enumerable.Range(0, 200).Select(i => (IReadOnlyDictionary<string, string>)new Dictionary<string, string>
        {
            ["split"] = i % 3 == 0 ? "test" : "train",
            ["source"] = i % 2 == 0 ? "coco" : "own",
        }).ToArray();
        var batch = new VectorBatch(5, Vectors.Ids(200), Vectors.Gaussian(5, 200, 5), labels);
        await service.UpsertAsync(name, [.. Mapping.ToMessages(batch)]);
        var queries = new QueryBatch(5, 6, Vectors.Gaussian(6, 6, 5));
        var filter = new Dictionary<string, string> { ["split"] = "test", ["source"] = "own" };

        var rankings = await service.SearchAsync(name, queries, new SearchSettings { TopK = 100, MinScore = 0.5f, LabelFilter = { filter } });

        rankings.Should().BeEquivalentTo(
            Vectors.BruteForce(batch, queries, VectorMetric.InnerProduct, new SearchOptions(100, 0.5f, filter, false)), o => o.WithStrictOrdering());
        (await service.SearchAsync(name, queries, new SearchSettings { TopK = 10, LabelFilter = { ["split"] = "none" } }))
            .Should().OnlyContain(r => r.Length == 0);
    }

    [Fact]
    public async Task A_deleted_vector_is_gone_at_once()
    {
        await using var service = await StartAsync();
        var name = await CreateAsync(service, 4);
        var batch = Vectors.Batch(7, 50, 4);
        await service.UpsertAsync(name, [.. Mapping.ToMessages(batch)]);
        var best = (await service.SearchAsync(name, batch.Row(0).ToArray(), 1))[0].Id;

        var deleted = await service.Client.DeleteVectorsAsync(new DeleteVectorsRequest { Collection = name, Ids = { best, "missing", best } });

        deleted.Deleted.Should().Be(1);
        (await service.CountAsync(name)).Should().Be(49);
        (await service.SearchAsync(name, batch.Row(0).ToArray(), 50)).Should().HaveCount(49).And.NotContain(h => h.Id == best);
    }

    [Fact]
    public async Task An_empty_collection_gives_empty_rankings_and_a_small_one_short_ones()
    {
        await using var service = await StartAsync();
        var name = await CreateAsync(service, 4);
        (await service.SearchAsync(name, [1, 2, 3, 4], SearchOptions.MaxTopK)).Should().BeEmpty();

        await service.UpsertAsync(name, [.. Mapping.ToMessages(Vectors.Batch(8, 3, 4))]);
        (await service.SearchAsync(name, [1, 2, 3, 4], SearchOptions.MaxTopK)).Should().HaveCount(3);
    }

    [Fact]
    public async Task What_is_wrong_is_refused_with_a_clear_status_and_changes_nothing()
    {
        await using var service = await StartAsync();
        var name = await CreateAsync(service, 3);
        await service.UpsertAsync(name, [Vector("a", 1, 2, 3)]);

        foreach (var (vectors, message) in new (Vector[], string)[]
        {
            ([Vector("b", 1, 2, 3), Vector("c", 1, float.NaN, 3)], "vectors[1].values[1] is NaN"),
            ([Vector("b", 1, 2, float.NegativeInfinity)], "vectors[0].values[2]"),
            ([Vector("b", 1, 2)], "vectors of 3"),
            ([Vector("b", 1, 2, 3), Vector("b", 4, 5, 6)], "twice"),
            ([Vector("", 1, 2, 3)], "empty"),
            ([Vector("x\ny", 1, 2, 3)], "control character"),
            ([Vector(new string('x', 1025), 1, 2, 3)], "1024 bytes"),
        })
        {
            var status = await service.FailsAsync(_ => service.UpsertAsync(name, vectors));
            status.StatusCode.Should().Be(StatusCode.InvalidArgument);
            status.Detail.Should().Contain(message);
        }

        (await service.FailsAsync(_ => service.UpsertAsync("unknown", [Vector("a", 1, 2, 3)]))).StatusCode.Should().Be(StatusCode.NotFound);
        (await service.FailsAsync(_ => service.SearchAsync("unknown", [1, 2, 3], 1))).StatusCode.Should().Be(StatusCode.NotFound);
        (await service.FailsAsync(_ => service.SearchAsync(name, [1, 2], 1))).StatusCode.Should().Be(StatusCode.InvalidArgument);
        (await service.FailsAsync(_ => service.SearchAsync(name, [1, 2, float.PositiveInfinity], 1))).StatusCode.Should().Be(StatusCode.InvalidArgument);
        (await service.FailsAsync(_ => service.SearchAsync(name, [1, 2, 3], 0))).StatusCode.Should().Be(StatusCode.InvalidArgument);
        (await service.FailsAsync(_ => service.SearchAsync(name, [1, 2, 3], SearchOptions.MaxTopK + 1))).StatusCode.Should().Be(StatusCode.InvalidArgument);
        (await service.CountAsync(name)).Should().Be(1);
    }

    [Fact]
    public async Task Requests_before_a_refused_one_stay()
    {
        await using var service = await StartAsync();
        var name = await CreateAsync(service, 2);

        (await service.FailsAsync(_ => service.UpsertAsync(name, [Vector("a", 1, 2), Vector("b", 1, float.NaN), Vector("c", 1, 2)], 1)))
            .StatusCode.Should().Be(StatusCode.InvalidArgument);

        (await service.CountAsync(name)).Should().Be(1);
    }

    [Fact]
    public async Task A_copy_holds_the_same_and_is_verified()
    {
        await using var service = await StartAsync();
        var name = await CreateAsync(service, 7, Metric.Cosine);
        var batch = Vectors.Batch(9, 300, 7);
        await service.UpsertAsync(name, [.. Mapping.ToMessages(batch)]);
        var target = Unique();

        var steps = await service.Client.CopyCollection(new CopyCollectionRequest { Source = name, Target = target }).ResponseStream.ReadAllAsync().ToListAsync();

        steps[^1].Collection.Should().Match<Collection>(c => c.Name == target && c.Count == 300 && c.Store == Store && c.Metric == Metric.Cosine);
        steps.Select(s => s.Copied).Should().BeInAscendingOrder();
        (await service.SearchAsync(target, batch.Row(5).ToArray(), 20)).Should().Equal(await service.SearchAsync(name, batch.Row(5).ToArray(), 20));
        (await service.FailsAsync(async c => await c.CopyCollection(new CopyCollectionRequest { Source = name, Target = target }).ResponseStream.ReadAllAsync().ToListAsync()))
            .StatusCode.Should().Be(StatusCode.FailedPrecondition);
    }

    [Fact]
    public async Task Copies_go_from_this_store_to_the_embedded_one_and_back()
    {
        await using var service = await StartAsync();
        var name = await CreateAsync(service, 5);
        var batch = Vectors.Batch(10, 120, 5);
        await service.UpsertAsync(name, [.. Mapping.ToMessages(batch)]);
        var (there, back) = (Unique(), Unique());

        await service.Client.CopyCollection(new CopyCollectionRequest { Source = name, Target = there, Store = Store.Embedded }).ResponseStream.ReadAllAsync().ToListAsync();
        await service.Client.CopyCollection(new CopyCollectionRequest { Source = there, Target = back, Store = Store }).ResponseStream.ReadAllAsync().ToListAsync();

        (await service.SearchAsync(back, [1, 2, 3, 4, 5], 120)).Should().Equal(await service.SearchAsync(name, [1, 2, 3, 4, 5], 120));
    }

    [Fact]
    public async Task Collections_are_listed_by_name_in_pages()
    {
        Assert.SkipWhen(LacksListsAndAliases is not null, LacksListsAndAliases ?? "");
        await using var service = await StartAsync();
        var prefix = Unique();
        foreach (var suffix in (string[])["-c", "-a", ".b"])
            await service.Client.CreateCollectionAsync(new CreateCollectionRequest { Name = prefix + suffix, Dimension = 2, Store = Store });

        var first = await service.Client.ListCollectionsAsync(new ListCollectionsRequest { PageSize = 2, PageToken = prefix });
        var second = await service.Client.ListCollectionsAsync(new ListCollectionsRequest { PageSize = 2, PageToken = first.NextPageToken });

        first.Collections.Concat(second.Collections).Select(c => c.Name).Where(n => n.StartsWith(prefix, StringComparison.Ordinal))
            .Should().Equal(prefix + "-a", prefix + "-c", prefix + ".b");
    }

    [Fact]
    public async Task An_alias_goes_over_to_a_rebuilt_collection()
    {
        Assert.SkipWhen(LacksListsAndAliases is not null, LacksListsAndAliases ?? "");
        await using var service = await StartAsync();
        var (old, rebuilt, alias) = (await CreateAsync(service, 2), await CreateAsync(service, 2), Unique());
        await service.UpsertAsync(old, [Vector("old", 1, 0)]);
        await service.UpsertAsync(rebuilt, [Vector("new", 1, 0)]);

        await service.Client.SetAliasAsync(new SetAliasRequest { Alias = alias, Collection = old });
        (await service.SearchAsync(alias, [1, 0], 1))[0].Id.Should().Be("old");
        await service.Client.SetAliasAsync(new SetAliasRequest { Alias = alias, Collection = rebuilt });
        (await service.SearchAsync(alias, [1, 0], 1))[0].Id.Should().Be("new");

        (await service.FailsAsync(c => c.DeleteCollectionAsync(new DeleteCollectionRequest { Name = alias }))).StatusCode.Should().Be(StatusCode.FailedPrecondition);
        (await service.FailsAsync(c => c.SetAliasAsync(new SetAliasRequest { Alias = old, Collection = rebuilt }))).StatusCode.Should().Be(StatusCode.AlreadyExists);
        await service.Client.DeleteAliasAsync(new DeleteAliasRequest { Alias = alias });
        (await service.FailsAsync(_ => service.SearchAsync(alias, [1, 0], 1))).StatusCode.Should().Be(StatusCode.NotFound);
    }

    private protected static Vector Vector(string id, params float[] values) => new() { Id = id, Values = { values } };

    private protected static string Unique() => $"t{Guid.NewGuid():N}"[..13];

    private protected async Task<string> CreateAsync(IndexService service, int dimension, Metric metric = Metric.InnerProduct)
    {
        var name = Unique();
        await service.Client.CreateCollectionAsync(new CreateCollectionRequest { Name = name, Dimension = dimension, Metric = metric, Store = Store });
        return name;
    }
}
