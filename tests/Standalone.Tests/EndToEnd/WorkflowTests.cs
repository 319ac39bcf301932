using System.Text.Json.Nodes;
using ImageSearchBench.Standalone.Tests.Support;

namespace ImageSearchBench.Standalone.Tests.EndToEnd;

/// <summary>All verbs on a small dataset, one after the other, each with services of its own over the same data folder.</summary>
public sealed class WorkflowTests : IAsyncLifetime
{
    private readonly SampleScenes _scenes = new(60);
    private JsonNode _dataset = null!;

    public async ValueTask InitializeAsync()
    {
        (await RunAsync("models", "add", SampleScenes.Model("scenes-tiny"))).RequireDone();
        _dataset = (await RunAsync([.. _scenes.Build(), "--json"])).RequireDone().Json;
    }

    public ValueTask DisposeAsync()
    {
        _scenes.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Evaluation_comparison_report_and_search()
    {
        var model = await EvaluateAsync("scenes-tiny");
        model["dataset"]!.ToString().Should().Be(_dataset["hash"]!.ToString());
        model["system"]!.ToString().Should().Be("model:scenes-tiny");
        ((int)model["queries"]!).Should().Be((int)_dataset["queries"]!);
        model.AsObject().Select(p => p.Key).Should().Equal(
            "dataset", "system", "queries", "measures", "slices", "run", "direction", "ties", "chinese_clip");
        model["measures"]!.AsObject().Select(m => m.Key).Should().Equal(
            "P@1", "P@5", "P@10", "R@1", "R@5", "R@10", "R@15", "R@20", "Success@1", "Success@5", "Success@10", "RR", "AP", "nDCG@10", "Rprec");
        foreach (var (name, figure) in model["measures"]!.AsObject())
        {
            figure!.AsObject().Select(f => f.Key).Should().Equal(["mean", "low", "high"], name);
            ((double)figure["low"]!).Should().BeLessThanOrEqualTo((double)figure["mean"]!, name);
            ((double)figure["high"]!).Should().BeGreaterThanOrEqualTo((double)figure["mean"]!, name);
        }

        model["slices"]!.AsArray().Select(s => s!["attribute"]!.ToString()).Distinct().Should().Contain(["level", "style", "language"]);

        // The run's own file, as another system, scores the same.
        var file = Path.Combine(_scenes.Data, "runs", model["run"]!.ToString(), "run.txt");
        var copy = await EvaluateAsync("run:" + file);
        JsonNode.DeepEquals(copy["measures"], model["measures"]).Should().BeTrue();

        var comparison = (await RunAsync("compare", model["run"]!.ToString(), copy["run"]!.ToString(), "-m", "P@5,AP", "--json")).RequireDone();
        comparison.Json["differences"]!.AsArray().Select(d => (d!["measure"]!.ToString(), (double)d["difference"]!, (double)d["p_holm"]!))
            .Should().Equal(("P@5", 0, 1), ("AP", 0, 1));

        var report = Path.Combine(_scenes.Folder, "report.html");
        (await RunAsync("report", model["run"]!.ToString(), copy["run"]!.ToString(), "--html", report, "--queries", "4")).RequireDone();
        File.ReadAllText(report).Should().StartWith("<!DOCTYPE html>").And.Contain("data:image/jpeg;base64,").And.EndWith("</html>");

        await AnalysesAsync(model, copy["run"]!.ToString());

        var hits = (await RunAsync("search", "一只狗", "-d", "scenes", "-s", "scenes-tiny", "--top-k", "5", "--json")).RequireDone();
        hits.Json["hits"]!.AsArray().Select(h => (int)h!["rank"]!).Should().Equal(1, 2, 3, 4, 5);
        var same = (await RunAsync(
            "search", "-d", "scenes", "-s", "scenes-tiny", "--image", Path.Combine(_scenes.Images, _scenes.Files[7]), "--json")).RequireDone();
        same.Json["hits"]![0]!["image"]!.ToString().Should().Be(Path.GetFileNameWithoutExtension(_scenes.Files[7]));

        (await RunAsync("runs", "list", "--json")).RequireDone().Json.AsArray().Should().HaveCount(2);
    }

    // What is behind the figures, for programs and as tables.
    private async Task AnalysesAsync(JsonNode model, string copy)
    {
        var (run, queries) = (model["run"]!.ToString(), (int)model["queries"]!);
        var shown = (await RunAsync("runs", "show", run, "--per-query", "--json")).RequireDone().Json;
        shown["per_query"]!.AsArray().Should().HaveCount(queries);
        shown["per_query"]!.AsArray().Average(q => (double)q!["values"]!["AP"]!).Should().BeApproximately((double)shown["measures"]!["AP"]!["mean"]!, 1e-9);

        var failures = (await RunAsync("failures", run, "--max", "5", "--json")).RequireDone().Json;
        ((int)failures["queries"]!).Should().Be(queries);
        failures["failures"]!.AsArray().Should().HaveCount(Math.Min(5, (int)failures["poor"]!));
        failures["causes"]!.AsArray().Sum(c => (int)c!["queries"]!).Should().Be((int)failures["poor"]!);
        failures["confusions"]!.AsArray().Should().NotBeEmpty("what images show follows from the queries of one label");

        var thresholds = (await RunAsync("thresholds", run, "--precision", ".6", "--slice-by", "level", "--json")).RequireDone().Json;
        thresholds["scales"]!.AsArray().Select(s => s!["scale"]!.ToString()).Should().Equal("raw", "z-score", "margin");
        thresholds["slices"]!.AsArray().Select(s => s!["value"]!.ToString()).Should().Equal(
            model["slices"]!.AsArray().Where(s => s!["attribute"]!.ToString() == "level" && (int)s["queries"]! > 1).Select(s => s!["value"]!.ToString()));

        var quality = (await RunAsync("quality", run, copy, "--slice-by", "style", "--json")).RequireDone().Json;
        ((int)quality["assessment"]!["system_pairs"]!).Should().Be(1);
        ((double)quality["assessment"]!["discriminative_power"]!).Should().Be(0, "a run and its copy are the same");

        var worst = failures["failures"]![0]!;
        (await RunAsync("failures", run)).RequireDone().Out.Should()
            .Contain($"({worst["query"]})").And.Contain($"cause   {worst["causes"]![0]!["cause"]}").And.Contain("found   ").And.Contain("missed  ");
        foreach (var verb in new[] { "runs show", "failures", "thresholds", "quality" })
            (await RunAsync([.. verb.Split(' '), run])).RequireDone().Out.Should().Contain("queries").And.NotContain("NaN");
    }

    [Fact]
    public async Task Tables_are_for_people_and_name_what_comes_next()
    {
        (await RunAsync("models", "list")).RequireDone().Out.Should().Contain("scenes-tiny").And.Contain("zh en");
        (await RunAsync("datasets", "list")).RequireDone().Out.Should().Contain("scenes").And.Contain("labels");
        (await RunAsync("datasets", "show", "scenes")).RequireDone().Out.Should().Contain(_dataset["hash"]!.ToString()).And.Contain("level=2");
        var evaluated = (await RunAsync("evaluate", "-d", "scenes", "-s", "scenes-tiny", "-m", "P@5,AP")).RequireDone();
        evaluated.Out.Should().Contain("P@5").And.Contain("isb report ").And.NotContain("nDCG");
        evaluated.Error.Should().Contain("encode images: 60/60 done");
        (await RunAsync("jobs", "list")).RequireDone().Out.Should().Contain("build labels scenes").And.Contain("succeeded");
    }

    [Fact]
    public async Task A_repeat_sees_changed_files()
    {
        var again = (await RunAsync([.. _scenes.Build(), "--json"])).RequireDone();
        again.Json["hash"]!.ToString().Should().Be(_dataset["hash"]!.ToString());

        File.Delete(Path.Combine(_scenes.Images, _scenes.Files[0]));

        var changed = (await RunAsync([.. _scenes.Build(), "--json"])).RequireDone();
        ((int)changed.Json["images"]!).Should().Be(59);
        changed.Json["hash"]!.ToString().Should().NotBe(_dataset["hash"]!.ToString());
    }

    [Fact]
    public async Task An_unknown_model_is_named_with_those_there_are()
    {
        var result = await RunAsync("evaluate", "-d", "scenes", "-s", "painter");

        result.ExitCode.Should().Be(1);
        result.Error.Should().Contain("painter").And.NotContain("   at ");
        result.Out.Should().BeEmpty();
    }

    private async Task<JsonNode> EvaluateAsync(string system) =>
        (await RunAsync("evaluate", "--dataset", "scenes", "--system", system, "--json")).RequireDone().Json;

    private Task<IsbResult> RunAsync(params string[] args) => Isb.RunAsync([.. args, "--data", _scenes.Data]);
}
