using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using ImageSearchBench.Orchestrator.Datasets;
using ImageSearchBench.Orchestrator.Datasets.Browse;
using ImageSearchBench.Orchestrator.Datasets.Versions;
using ImageSearchBench.Orchestrator.Storage;
using ImageSearchBench.Testing;
using Microsoft.Extensions.Options;

namespace ImageSearchBench.Orchestrator.Tests.Datasets.Versions;

/// <summary>The differ against a comparison that holds everything in memory.</summary>
public sealed class DatasetDifferTests
{
    [Property(MaxTest = 60)]
    public Property Finds_what_a_comparison_in_memory_finds()
    {
        var images = Gen.Choose(0, 6).Select(i => $"i{i}").SelectMany(id => Gen.Elements("", "CC0", "CC BY").Select(licence => (id, licence))).ListOf();
        var queries = Gen.Choose(0, 4).Select(q => $"q{q}").SelectMany(id => Gen.Elements("cat", "dog").Select(text => (id, text))).NonEmptyListOf();
        var judgments =
            (from query in Gen.Choose(0, 4)
             from image in Gen.Choose(0, 6)
             from grade in Gen.Choose(-1, 2)
             select (query: $"q{query}", image: $"i{image}", grade)).ListOf();
        var world = images.SelectMany(i => queries.SelectMany(q => judgments.Select(j => World.Of(i, q, j))));
        return Prop.ForAll(world.Two().ToArbitrary(), worlds => CheckAsync(worlds.Item1, worlds.Item2).GetAwaiter().GetResult());
    }

    private static async Task CheckAsync(World from, World to)
    {
        using var folder = new TemporaryFolder();
        using var data = new DataFolder(Options.Create(new OrchestratorOptions { DataPath = folder["data"] }));
        var differ = new DatasetDiffer(new DatasetIndexes(data));

        var found = await differ.DiffAsync(from.Write(folder["from"]), to.Write(folder["to"]), CancellationToken.None).ToListAsync();

        found.Select(d => $"{d.Part} {d.Kind} {d.Id} {d.ImageId} {d.From} > {d.To} x{d.Count}").Order(StringComparer.Ordinal)
            .Should().Equal(Expected(from, to).Order(StringComparer.Ordinal));
    }

    private static IEnumerable<string> Expected(World from, World to)
    {
        foreach (var id in from.Images.Keys.Except(to.Images.Keys))
            yield return $"Image Removed {id}   >  x1";
        foreach (var id in to.Images.Keys.Except(from.Images.Keys))
            yield return $"Image Added {id}   >  x1";
        foreach (var id in from.Images.Keys.Intersect(to.Images.Keys).Where(id => from.Images[id] != to.Images[id]))
            yield return $"Image Changed {id}  {Licence(from.Images[id])} > {Licence(to.Images[id])} x1";
        foreach (var id in from.Queries.Keys.Except(to.Queries.Keys))
            yield return $"Query Removed {id}  {from.Queries[id]} >  x1";
        foreach (var id in to.Queries.Keys.Except(from.Queries.Keys))
            yield return $"Query Added {id}   > {to.Queries[id]} x1";
        foreach (var id in from.Queries.Keys.Intersect(to.Queries.Keys).Where(id => from.Queries[id] != to.Queries[id]))
            yield return $$"""Query Changed {{id}}  {"text":"{{from.Queries[id]}}"} > {"text":"{{to.Queries[id]}}"} x1""";

        foreach (var (world, other, kind) in new[] { (from, to, "Removed"), (to, from, "Added") })
        {
            foreach (var query in world.Judgments.GroupBy(j => j.Key.Query).Where(q => !other.Queries.ContainsKey(q.Key)))
                yield return $"Judgment {kind} {query.Key}   >  x{query.Count()}";
            foreach (var (key, grade) in world.Judgments.Where(j => other.Queries.ContainsKey(j.Key.Query) && !other.Judgments.ContainsKey(j.Key)))
                yield return $"Judgment {kind} {key.Query} {key.Image} {(kind == "Added" ? $" > {grade}" : $"{grade} > ")} x1";
        }

        foreach (var (key, grade) in from.Judgments.Where(j => to.Judgments.TryGetValue(j.Key, out var other) && other != j.Value))
            yield return $"Judgment Changed {key.Query} {key.Image} {grade} > {to.Judgments[key]} x1";
    }

    private static string Licence(string licence) => licence.Length > 0 ? $$"""{"licence":"{{licence}}"}""" : "{}";

    private sealed record World(
        IReadOnlyDictionary<string, string> Images, IReadOnlyDictionary<string, string> Queries, IReadOnlyDictionary<(string Query, string Image), int> Judgments)
    {
        public static World Of(
            IEnumerable<(string Id, string Licence)> images, IEnumerable<(string Id, string Text)> queries, IEnumerable<(string Query, string Image, int Grade)> judgments)
        {
            var texts = queries.DistinctBy(q => q.Id).ToDictionary(q => q.Id, q => q.Text);
            return new World(
                images.DistinctBy(i => i.Id).ToDictionary(i => i.Id, i => i.Licence),
                texts,
                judgments.Where(j => texts.ContainsKey(j.Query)).DistinctBy(j => (j.Query, j.Image)).ToDictionary(j => (j.Query, j.Image), j => j.Grade));
        }

        // Judgements in any order: those of a query need not stand together.
        public Dataset Write(string folder)
        {
            Directory.CreateDirectory(folder);
            File.WriteAllLines(Path.Combine(folder, "images.jsonl"), Images.Select(i => i.Value.Length > 0 ? $$"""{"id":"{{i.Key}}","licence":"{{i.Value}}"}""" : $$"""{"id":"{{i.Key}}"}"""));
            File.WriteAllLines(Path.Combine(folder, "queries.jsonl"), Queries.Select(q => $$"""{"id":"{{q.Key}}","text":"{{q.Value}}"}"""));
            File.WriteAllLines(Path.Combine(folder, "qrels.tsv"), Judgments.Select(j => $"{j.Key.Query}\t0\t{j.Key.Image}\t{j.Value}"));
            File.WriteAllText(Path.Combine(folder, "dataset.json"), """
                {"schema_version":1,"hash":"","name":"d","kind":"folder","parameters":{},"provenance":{},"counts":{"images":0,"queries":0,"judgments":0,"queries_by":{}},"skipped":{"images":0,"items":[]},"licences":{}}
                """);
            var hash = DatasetHash.ComputeAsync(folder, "folder", [], CancellationToken.None).GetAwaiter().GetResult();
            return new Dataset(hash, "d", "folder", 0, 0, 0, 0, new Dictionary<string, long>(), folder, Owned: false, default);
        }
    }
}
