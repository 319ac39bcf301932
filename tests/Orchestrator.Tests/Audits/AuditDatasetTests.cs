using System.Text.Json.Nodes;
using Grpc.Core;
using ImageSearchBench.Contracts.Encoder.V1;
using ImageSearchBench.Contracts.Orchestrator.V1;
using ImageSearchBench.Orchestrator.Audits;
using ImageSearchBench.Orchestrator.Storage;
using ImageSearchBench.Orchestrator.Tests.CaptionSets;
using ImageSearchBench.Orchestrator.Tests.Fakes;
using ImageSearchBench.Testing;
using Audit = ImageSearchBench.Contracts.Orchestrator.V1.Audit;

namespace ImageSearchBench.Orchestrator.Tests.Audits;

/// <summary>An audit of the bundled scenes with recorded judgements, after two annotations were taken away.</summary>
public sealed class AuditDatasetTests : IAsyncLifetime
{
    private const string Label = "taxi";

    private readonly TemporaryFolder _folder = new();
    private HashSet<(string Query, string Image)> _relevant = [];
    private readonly List<string> _hidden = [];
    private OrchestratorUnderTest _orchestrator = null!;
    private string _run = "";
    private string _dataset = "";
    private int _results;

    public async ValueTask InitializeAsync()
    {
        _orchestrator = await CaptionBench.StartAsync(_folder, Path.Combine(Repository.Samples, "recordings"));
        var recorded = Recorded();
        var build = SampleSpecs.Build("scenes");
        build.BuildLabelSet.Annotations = HideTaxis(build.BuildLabelSet.Annotations, recorded["taxi"]);
        build.BuildLabelSet.Levels = 1;
        build.BuildLabelSet.MinImages = 5;
        build.BuildLabelSet.Styles.Add("word");
        _dataset = await DoneAsync(build, j => j.DatasetHash);

        var folder = (await _orchestrator.Datasets.GetDatasetAsync(new GetDatasetRequest { Dataset = _dataset })).Dataset.Directory;
        _relevant = File.ReadLines(Path.Combine(folder, "qrels.tsv")).Select(l => l.Split('\t')).Select(f => (f[0], f[2])).ToHashSet();

        // A system that gives the pictures that there are judgements of.
        var queries = await _orchestrator.Datasets.ListQueriesAsync(new ListQueriesRequest { Dataset = _dataset, PageSize = 1000 });
        var lines = queries.Queries.Where(q => recorded.ContainsKey(q.Text))
            .SelectMany(q => recorded[q.Text].Select((image, rank) => $"{q.Id} Q0 {image} {rank + 1} {100 - rank} recorded"))
            .ToArray();
        _results = lines.Length;
        File.WriteAllLines(_folder["run.txt"], lines);
        var evaluate = new Evaluate { Dataset = _dataset, System = new Contracts.Orchestrator.V1.System { RunFile = _folder["run.txt"] }, Resamples = 10 };
        _run = await DoneAsync(new JobSpec { Evaluate = evaluate }, j => j.RunId);
    }

    public async ValueTask DisposeAsync()
    {
        await _orchestrator.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task The_judge_finds_what_is_missing_and_what_the_dataset_lists_agrees_with_it()
    {
        var audit = await AuditAsync(new JobSpec { AuditDataset = Spec() });

        (audit.Results, audit.Sampled, audit.Failed).Should().Be((_results, _results, 0));
        (audit.Judged + audit.Undecided).Should().Be(_results);
        audit.Judge.Should().Contain("judge-relevance");
        audit.ListedHoles.Select(h => h.ImageId).Distinct().Should().BeEquivalentTo(_hidden);
        audit.ListedHoles.Should().OnlyContain(h => h.Known && h.Grade >= 2 && !h.HasConfirmed && h.QueryId.StartsWith(Label));
        audit.ListedHoles.Select(h => h.Text).Distinct().Should().BeEquivalentTo("taxi", "出租车");
        audit.JudgePrecision.Should().BeApproximately(audit.DatasetPrecision, 0.1);
        audit.DatasetAgreement.Pairs.Should().Be(audit.Judged);
        audit.DatasetAgreement.Agreement.Value.Should().BeInRange(0.9, 0.9999);
        audit.PeopleAgreement.Should().BeNull();
        audit.Precision.Should().BeNull();
        File.ReadLines(Path.Combine(audit.Directory, "judgements.jsonl")).Should().HaveCount(_results);
        File.Exists(Path.Combine(audit.Directory, "qrels.tsv")).Should().BeFalse();
    }

    [Fact]
    public async Task People_check_the_judge_on_a_random_sample_and_say_what_is_missing()
    {
        var spec = Spec();
        spec.Review = true;
        spec.People = 40;
        var id = (await _orchestrator.Jobs.CreateJobAsync(new CreateJobRequest { Spec = new JobSpec { AuditDataset = spec } })).Job.Id;
        await _orchestrator.WaitForReviewAsync(id);
        var items = (await _orchestrator.Reviews.ListReviewItemsAsync(new ListReviewItemsRequest { JobId = id, Stage = "judgements", PageSize = 1000 })).Items;
        var random = items.Where(i => i.Group == "random sample").ToArray();
        random.Should().HaveCount(40).And.OnlyContain(i => i.HasImage && !i.Details.ContainsKey("judge"));
        items.Where(i => i.Group != "random sample").Should().OnlyContain(i => i.Details["judge"].StartsWith("grade "));

        // People see what is on the pictures, also what is not annotated.
        await _orchestrator.Reviews.DecideReviewItemsAsync(new DecideReviewItemsRequest
        {
            JobId = id,
            Stage = "judgements",
            Reviewer = "ann",
            Changes = { items.Select(i => new ReviewChange { Key = i.Key, Decision = IsShown(i) ? ReviewDecision.Accepted : ReviewDecision.Rejected }) },
        });
        await _orchestrator.Reviews.CompleteReviewAsync(new CompleteReviewRequest { JobId = id, Stage = "judgements", Reviewer = "ann" });
        var job = await _orchestrator.WaitAsync(id);
        job.State.Should().Be(JobState.Succeeded, job.Error);
        var audit = (await _orchestrator.Audits.GetAuditAsync(new GetAuditRequest { AuditId = job.Result.AuditId })).Audit;

        (audit.HolesConfirmed, audit.HolesRefused).Should().Be((audit.Holes, 0));
        audit.PeopleAgreement.Pairs.Should().BeInRange(35, 40);
        audit.PeopleAgreement.Agreement.Value.Should().BeGreaterThan(0.85);
        audit.Precision.Labeled.Should().Be(audit.PeopleAgreement.Pairs);
        (audit.Precision.Labeled + audit.Precision.Unlabeled).Should().Be(audit.Judged);
        (audit.Precision.Estimate.High - audit.Precision.Estimate.Low).Should()
            .BeLessThan(audit.Precision.HumanOnly.High - audit.Precision.HumanOnly.Low, "the judge is good");
        var qrels = File.ReadLines(Path.Combine(audit.Directory, "qrels.tsv")).Select(l => l.Split('\t')).ToArray();
        qrels.Should().HaveCount(items.Count).And.OnlyContain(f => f.Length == 4 && (f[3] == "0" || f[3] == "1"));
    }

    [Fact]
    public async Task A_part_of_the_results_is_drawn_with_the_seed()
    {
        var spec = Spec();
        (spec.Sample, spec.Depth) = (30, 2);
        var one = await AuditAsync(new JobSpec { AuditDataset = spec });
        spec.Seed = 2;
        var other = await AuditAsync(new JobSpec { AuditDataset = spec });
        spec.Seed = 1;
        var again = await AuditAsync(new JobSpec { AuditDataset = spec.Clone() });

        one.Sampled.Should().Be(30);
        one.Results.Should().BeLessThan(_results);
        Lines(one).Should().OnlyContain(l => (int)l["rank"]! <= 2);
        Lines(again).Select(l => l.ToJsonString()).Should().Equal(Lines(one).Select(l => l.ToJsonString()));
        Lines(other).Select(l => l.ToJsonString()).Should().NotEqual(Lines(one).Select(l => l.ToJsonString()));

        static JsonNode[] Lines(Audit audit) => File.ReadLines(Path.Combine(audit.Directory, "judgements.jsonl")).Select(l => JsonNode.Parse(l)!).ToArray();
    }

    [Fact]
    public async Task Near_duplicates_are_found_by_an_encoder()
    {
        await _orchestrator.Encoder.AddModelAsync(
            new AddModelRequest { Directory = Path.Combine(Repository.Samples, "models", "scenes-tiny"), Name = "scenes-tiny" });
        var spec = Spec();
        (spec.Sample, spec.DuplicateModel, spec.MinCosine) = (5, "scenes-tiny", 0.9f);

        var audit = await AuditAsync(new JobSpec { AuditDataset = spec });

        audit.DuplicateGroups.Should().BePositive();
        audit.DuplicateImages.Should().BeGreaterThanOrEqualTo(2 * audit.DuplicateGroups);
        audit.ListedDuplicates.Should().HaveCount((int)audit.DuplicateGroups);
        audit.ListedDuplicates.Sum(d => d.Images).Should().Be(audit.DuplicateImages);
        var groups = File.ReadLines(Path.Combine(audit.Directory, "duplicates.jsonl"))
            .Select(l => JsonNode.Parse(l)!["images"]!.AsArray().Select(i => (string)i!).ToArray())
            .ToArray();
        audit.ListedDuplicates.Select(d => string.Join(' ', d.ImageIds)).Should().Equal(groups.Select(g => string.Join(' ', g.Take(20))));
        audit.ListedDuplicates.Select(d => (int)d.Images).Should().Equal(groups.Select(g => g.Length));
    }

    [Fact]
    public void What_the_judge_could_not_answer_is_found_again_after_a_restart()
    {
        PairJudgement[] judgements =
        [
            new("q1 i1", "dog: yes, in the middle", "m p@1") { Grade = 3 },
            new("q1 i2", "", "m p@1"),
            new("q1 i3", "", "") { Fault = "no picture" },
        ];

        judgements.Select(j => Json.Read<PairJudgement>(Json.Write(j))).Should().Equal(judgements);
    }

    [Fact]
    public async Task What_cannot_be_meant_is_told()
    {
        var create = async () => await _orchestrator.Jobs.CreateJobAsync(
            new CreateJobRequest { Spec = new JobSpec { AuditDataset = new AuditDataset { Depth = -1, Votes = 16, MinCosine = 2 } } });
        (await create.Should().ThrowAsync<RpcException>()).Which.Status.Detail.Should().ContainAll("dataset:", "run_id:", "depth:", "votes:", "min_cosine:");

        var get = async () => await _orchestrator.Audits.GetAuditAsync(new GetAuditRequest { AuditId = "../../orchestrator" });
        (await get.Should().ThrowAsync<RpcException>()).Which.StatusCode.Should().Be(StatusCode.NotFound);
    }

    private AuditDataset Spec() => new() { Dataset = _dataset, RunId = _run, JudgeModel = "recorded", Seed = 1 };

    private bool IsShown(ReviewItem item)
    {
        var (query, image) = (item.Key.Split(' ')[0], item.Key.Split(' ')[1]);
        return _relevant.Contains((query, image)) || (query.StartsWith(Label + ".", StringComparison.Ordinal) && _hidden.Contains(image));
    }

    private async Task<Audit> AuditAsync(JobSpec spec) =>
        (await _orchestrator.Audits.GetAuditAsync(new GetAuditRequest { AuditId = await DoneAsync(spec, j => j.AuditId) })).Audit;

    private async Task<string> DoneAsync(JobSpec spec, Func<JobResult, string> result)
    {
        var job = await _orchestrator.RunAsync(spec);
        job.State.Should().Be(JobState.Succeeded, job.Error);
        return result(job.Result);
    }

    // Recorded judgements of single labels: query text → pictures.
    private static Dictionary<string, string[]> Recorded() =>
        File.ReadLines(Path.Combine(Repository.Samples, "recordings", "judgements.jsonl"))
            .Select(l => JsonNode.Parse(l)!)
            .Where(l => (string)l["step"]! == "JudgeRelevance")
            .Select(l => ((string)l["subject"]!).Split(" | "))
            .GroupBy(s => s[0])
            .ToDictionary(g => g.Key, g => g.Select(s => s[1]).Distinct().ToArray());

    // Takes the taxis of two recorded pictures out of the annotations.
    private string HideTaxis(string path, string[] recorded)
    {
        var document = JsonNode.Parse(File.ReadAllText(path))!.AsObject();
        var images = document["images"]!.AsArray().ToDictionary(i => (int)i!["id"]!, i => Path.GetFileNameWithoutExtension((string)i!["file_name"]!));
        var labels = document["categories"]!.AsArray().ToDictionary(c => (int)c!["id"]!, c => (string)c!["name"]!);
        var boxes = document["annotations"]!.AsArray();
        var shown = boxes.Where(b => labels[(int)b!["category_id"]!] == Label).Select(b => images[(int)b!["image_id"]!]).ToHashSet();
        _hidden.AddRange(recorded.Where(shown.Contains).Take(2));
        for (var i = boxes.Count - 1; i >= 0; i--)
        {
            if (labels[(int)boxes[i]!["category_id"]!] == Label && _hidden.Contains(images[(int)boxes[i]!["image_id"]!]))
                boxes.RemoveAt(i);
        }

        File.WriteAllText(_folder["annotations.json"], document.ToJsonString());
        return _folder["annotations.json"];
    }
}
