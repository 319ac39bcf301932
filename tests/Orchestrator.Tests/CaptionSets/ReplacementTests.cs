using System.Text.Json.Nodes;
using ImageSearchBench.Contracts.Orchestrator.V1;
using ImageSearchBench.Orchestrator.Tests.Fakes;
using ImageSearchBench.Orchestrator.Tests.Review;
using ImageSearchBench.QueryGeneration;
using ImageSearchBench.Testing;
using ImageSearchBench.Testing.LanguageModels;

namespace ImageSearchBench.Orchestrator.Tests.CaptionSets;

/// <summary>Photos without a caption that is kept give their places to the next ones of the choice.</summary>
public sealed class ReplacementTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Photos_that_get_no_caption_are_replaced_by_the_next_ones_and_recorded()
    {
        await using var orchestrator = await CaptionBench.StartAsync(_folder, CaptionBench.Record(_folder["some.jsonl"], image => image[6] != '7'));
        using var other = new TemporaryFolder();
        await using var undisturbed = await CaptionBench.StartAsync(other);
        var order = Ids((await CaptionBench.BuildAsync(undisturbed, CaptionBench.Spec(90))).Dataset);

        var (job, dataset) = await CaptionBench.BuildAsync(orchestrator, CaptionBench.Spec());

        Ids(dataset).Should().Equal(order.Where(id => id[6] != '7').Take(60));
        var replaced = order.TakeWhile(id => id != Ids(dataset)[^1]).Where(id => id[6] == '7').ToArray();
        replaced.Should().NotBeEmpty();
        dataset.SkippedImages.Should().Be(replaced.Length);
        job.Skipped.Should().OnlyContain(s => s.Reason.Contains("no caption in"));
        var dropped = CaptionBench.Lines(dataset, "dropped.jsonl");
        dropped.Select(d => (string)d["image"]!).Should().Equal(replaced.Select(id => id + ".jpg"));
        dropped.Should().OnlyContain(d => (string)d["reason"]! == "no_caption" && ((string)d["detail"]!).Contains("'zh'") && ((string)d["detail"]!).Contains("'en'"));
        var photos = Card(dataset)["provenance"]!["photos"]!;
        ((int)photos["no_caption"]!).Should().Be(replaced.Length);
        ((int)photos["by_place"]! + (int)photos["by_time"]! + (int)photos["at_random"]!).Should().Be(60);
        photos["missing"].Should().BeNull();
    }

    [Fact]
    public async Task When_the_photos_run_out_the_card_says_how_many_are_missing_and_why()
    {
        var images = _folder["photos"];
        Directory.CreateDirectory(images);
        foreach (var i in Enumerable.Range(1, 10))
            File.Copy(Path.Combine(CaptionBench.Scenes, "images", $"s{i:000000}.jpg"), Path.Combine(images, $"s{i:000000}.jpg"));
        await using var orchestrator = await CaptionBench.StartAsync(
            _folder, CaptionBench.Record(_folder["some.jsonl"], image => image is not ("s000003.jpg" or "s000004.jpg")));
        var spec = CaptionBench.Spec(9);
        (spec.Images, spec.Metadata) = (images, "");

        var (_, dataset) = await CaptionBench.BuildAsync(orchestrator, spec);

        Ids(dataset).Should().HaveCount(8).And.NotContain(["s000003", "s000004"]);
        var photos = Card(dataset)["provenance"]!["photos"]!;
        ((int)photos["missing"]!).Should().Be(1);
        ((string)photos["missing_because"]!).Should().Be("there are no more photos.");
    }

    [Fact]
    public async Task A_model_that_gives_no_captions_any_more_is_not_asked_about_the_whole_collection()
    {
        await using var orchestrator = await CaptionBench.StartAsync(
            _folder, CaptionBench.Record(_folder["few.jsonl"], image => string.CompareOrdinal(image, "s000009") < 0));

        var (_, dataset) = await CaptionBench.BuildAsync(orchestrator, CaptionBench.Spec(150));

        dataset.Images.Should().BeInRange(1, 8);
        CaptionBench.Lines(dataset, "dropped.jsonl").Count.Should().BeInRange(149, 500);
        var photos = Card(dataset)["provenance"]!["photos"]!;
        ((int)photos["missing"]!).Should().Be(150 - (int)dataset.Images);
        ((string)photos["missing_because"]!).Should().StartWith("the last 100 photos that were tried got no caption: ");
    }

    [Fact]
    public async Task Rejected_photos_are_replaced_and_their_replacements_reviewed_as_well()
    {
        await using var model = await StartModelAsync();
        await using var orchestrator = await StartAsync(model);
        var spec = English(5);
        var (_, plain) = await CaptionBench.BuildAsync(orchestrator, English(8));
        var order = Ids(plain);
        var paid = model.Charges.Count;
        spec.Review = true;

        var id = (await orchestrator.Jobs.CreateJobAsync(new CreateJobRequest { Spec = new JobSpec { BuildCaptionSet = spec } })).Job.Id;
        var first = await ItemsAsync(orchestrator, id, "captions");
        first.Select(i => i.Group).Should().Equal(order.Take(5).Select(i => i + ".jpg"));
        await CompleteAsync(orchestrator, id, "captions", "ann", first[1], first[3]);

        // Two photos stand in, of which one is rejected too: one more.
        var second = await ItemsAsync(orchestrator, id, "captions 2");
        second.Select(i => i.Group).Should().Equal(order[5] + ".jpg", order[6] + ".jpg");
        await CompleteAsync(orchestrator, id, "captions 2", "bob", second[0]);
        var third = await ItemsAsync(orchestrator, id, "captions 3");
        third.Select(i => i.Group).Should().Equal(order[7] + ".jpg");
        await CompleteAsync(orchestrator, id, "captions 3", "cy");
        var job = await orchestrator.WaitAsync(id);

        job.Error.Should().BeEmpty();
        job.Stages.Should().OnlyContain(s => s.Finished);
        var dataset = (await orchestrator.Datasets.GetDatasetAsync(new GetDatasetRequest { Dataset = job.Result.DatasetHash })).Dataset;
        Ids(dataset).Should().Equal(order[0], order[2], order[4], order[6], order[7]);
        CaptionBench.Lines(dataset, "queries.jsonl").Select(q => (string)q["reviewer"]!).Should().Equal("ann", "ann", "ann", "bob", "cy");
        CaptionBench.Lines(dataset, "dropped.jsonl").Select(d => ((string)d["image"]!, (string)d["reason"]!, (string)d["detail"]!)).Should().Equal(
            (order[1] + ".jpg", "rejected", "no caption of it was accepted (ann)."),
            (order[3] + ".jpg", "rejected", "no caption of it was accepted (ann)."),
            (order[5] + ".jpg", "rejected", "no caption of it was accepted (bob)."));
        var card = Card(dataset);
        ((int)card["provenance"]!["photos"]!["rejected"]!).Should().Be(3);
        card["provenance"]!["review"]!["captions"]!.ToJsonString()
            .Should().Be("""{"accepted":5,"edited":0,"rejected":3,"reviewers":["ann","bob","cy"]}""");
        model.Charges.Should().HaveCount(paid);
    }

    [Fact]
    public async Task A_job_that_goes_on_does_not_ask_again_about_photos_that_got_no_caption_and_a_retry_does()
    {
        var failing = true;
        await using var model = await StartModelAsync(number => failing && number % 3 == 0);
        await using var orchestrator = await StartAsync(model);
        var spec = English(12);
        spec.Review = true;
        var id = (await orchestrator.Jobs.CreateJobAsync(new CreateJobRequest { Spec = new JobSpec { BuildCaptionSet = spec } })).Job.Id;
        (await ItemsAsync(orchestrator, id, "captions")).Should().HaveCount(12);
        var asked = model.Requests.Count;
        var refused = asked - model.Charges.Count;
        refused.Should().BePositive();

        await CompleteAsync(orchestrator, id, "captions", "ann");
        var first = await orchestrator.WaitAsync(id);

        first.Error.Should().BeEmpty();
        model.Requests.Should().HaveCount(asked);
        first.Stages.Sum(s => s.Skipped).Should().Be(refused);

        // What failed has its place back; only that is new to people, and those that stood in are not asked about.
        failing = false;
        await orchestrator.Jobs.RetryJobAsync(new RetryJobRequest { JobId = id });
        var more = await ItemsAsync(orchestrator, id, "captions more");
        more.Should().HaveCountGreaterThan(0).And.HaveCountLessThanOrEqualTo(refused);
        await CompleteAsync(orchestrator, id, "captions more", "bob");
        var second = await orchestrator.WaitAsync(id);

        second.Error.Should().BeEmpty();
        using var other = new TemporaryFolder();
        await using var undisturbed = await StartAsync(model, other);
        var (_, expected) = await CaptionBench.BuildAsync(undisturbed, English(12));
        var dataset = (await orchestrator.Datasets.GetDatasetAsync(new GetDatasetRequest { Dataset = second.Result.DatasetHash })).Dataset;
        Ids(dataset).Should().Equal(Ids(expected));
        File.Exists(Path.Combine(dataset.Directory, "dropped.jsonl")).Should().BeFalse();
    }

    private static List<string> Ids(Dataset dataset) => CaptionBench.Lines(dataset, "images.jsonl").ConvertAll(i => (string)i["id"]!);

    private static JsonNode Card(Dataset dataset) => JsonNode.Parse(File.ReadAllText(Path.Combine(dataset.Directory, "dataset.json")))!;

    private static BuildCaptionSet English(int photos)
    {
        var spec = CaptionBench.Spec(photos);
        spec.Languages.Clear();
        spec.Languages.Add("en");
        return spec;
    }

    private static Task<ScriptedModelServer> StartModelAsync(Func<int, bool>? refuses = null) => ScriptedModelServer.StartAsync(request =>
    {
        var number = request.Image.Sum(c => c);
        return refuses?.Invoke(number) == true
            ? ScriptedReply.Error(400, message: "This image is not to my taste.")
            : ScriptedReply.Text($"a drawing of {number} small shapes on a wide plain ground");
    });

    private Task<OrchestratorUnderTest> StartAsync(ScriptedModelServer model, TemporaryFolder? folder = null) => OrchestratorUnderTest.StartAsync(
        (folder ?? _folder)["data"],
        builder => builder.AddQueryGeneration(),
        app => app.MapQueryGeneration(),
        new Dictionary<string, string?>
        {
            ["QueryGeneration:DataPath"] = (folder ?? _folder)["replies"],
            ["QueryGeneration:Models:scripted:Endpoint"] = model.Endpoint.ToString(),
        });

    private static async Task<IReadOnlyList<ReviewItem>> ItemsAsync(OrchestratorUnderTest orchestrator, string id, string stage)
    {
        (await orchestrator.WaitForReviewAsync(id)).Review.Stage.Should().Be(stage);
        return (await orchestrator.Reviews.ListReviewItemsAsync(new ListReviewItemsRequest { JobId = id, Stage = stage })).Items;
    }

    private static async Task CompleteAsync(
        OrchestratorUnderTest orchestrator, string id, string stage, string reviewer, params ReviewItem[] rejected)
    {
        if (rejected.Length > 0)
        {
            await orchestrator.Reviews.DecideReviewItemsAsync(new DecideReviewItemsRequest
            {
                JobId = id,
                Stage = stage,
                Reviewer = reviewer,
                Changes = { rejected.Select(i => ReviewBench.Reject(i.Key)) },
            });
        }

        await orchestrator.Reviews.CompleteReviewAsync(
            new CompleteReviewRequest { JobId = id, Stage = stage, Reviewer = reviewer, Pending = PendingItems.Accept });
    }
}
