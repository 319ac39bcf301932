using ImageSearchBench.Contracts.Orchestrator.V1;
using ImageSearchBench.Orchestrator.Tests.Review;
using ImageSearchBench.Testing;
using static ImageSearchBench.Orchestrator.Tests.TopicSets.TopicBench;

namespace ImageSearchBench.Orchestrator.Tests.TopicSets;

/// <summary>Topic sets whose topics and objects people pick.</summary>
public sealed class TopicReviewTests
{
    [Fact]
    public async Task People_accept_edit_reject_and_add_after_each_stage()
    {
        await using var bench = await TopicBench.StartAsync();
        var spec = bench.Spec("unused");
        spec.Seeds = Path.Combine(Repository.Samples, "recordings", "seed-topics.zh.txt");
        spec.Language = "zh";
        spec.Seed = 1;
        spec.Review = true;
        spec.TopicGrowth = new TopicGrowth { MaxRounds = 3 };
        spec.ObjectGrowth = new ObjectGrowth { MaxRounds = 1 };
        var id = (await bench.Orchestrator.Jobs.CreateJobAsync(new CreateJobRequest { Spec = new JobSpec { BuildTopicSet = spec } })).Job.Id;

        // Stage 1: 食物, 动物, 交通工具 are the seeds'; 家具, 植物 and 建筑 the model's. People keep 动物 and 家具, under another name, and add one.
        (await bench.Orchestrator.WaitForReviewAsync(id)).Review.Stage.Should().Be("topics");
        var topics = await ListAsync(bench, id, "topics");
        topics.Where(i => i.Kind == ReviewKind.Topic).Select(i => i.Text).Should().Equal("食物", "动物", "交通工具", "家具", "植物", "建筑");
        topics.First(i => i.Text == "书架").Should().Match<ReviewItem>(i => i.Group == "家具" && i.Details["written by"] == "recorded topics.zh@1 seed 1");
        await DecideAsync(
            bench, id, "topics",
            [
                .. new[] { "食物", "交通工具", "植物", "建筑" }.Select(t => ReviewBench.Reject("topic/" + t)),
                ReviewBench.Edit("topic/家具", "屋里"), ReviewBench.Edit("object/家具/书架", "旧书架"), ReviewBench.Reject("object/动物/大象"),
            ]);
        await bench.Orchestrator.Reviews.AddReviewItemsAsync(new AddReviewItemsRequest
        {
            JobId = id,
            Stage = "topics",
            Reviewer = "ann",
            Additions =
            {
                new ReviewAddition { Kind = ReviewKind.Topic, Group = "天气", Text = "天气" },
                new ReviewAddition { Kind = ReviewKind.Object, Group = "天气", Text = "彩虹" },
            },
        });
        await CompleteAsync(bench, id, "topics");

        // Stage 2 has recorded replies for 动物 only: the objects that it added are looked at, the others were.
        (await bench.Orchestrator.WaitForReviewAsync(id)).Review.Stage.Should().Be("objects");
        var objects = await ListAsync(bench, id, "objects");
        objects.Select(i => i.Text).Should().Equal("绵羊", "奶牛", "斑马", "骆驼", "企鹅");
        await DecideAsync(bench, id, "objects", ReviewBench.Reject("object/动物/骆驼"), ReviewBench.Edit("object/动物/企鹅", "小企鹅"));
        foreach (var (i, query) in new[] { "狗", "猫", "马", "大象", "绵羊", "奶牛", "斑马", "骆驼", "小企鹅", "旧书架", "书架", "彩虹" }.Index())
            bench.Finds(query, Good(i * 10, 8));
        await CompleteAsync(bench, id, "objects");
        var job = await bench.Orchestrator.WaitAsync(id);

        job.Error.Should().BeEmpty();
        var built = await BuiltTopics.ReadAsync(bench.Orchestrator, job);
        built.Queries.Select(q => $"{q["topic"]}/{q["text"]}: {q["provenance"]}: {q["reviewer"]}; {q["model"]} {q["prompt"]} {q["seed"]}".TrimEnd(' ', ';')).Should().Equal(
            "动物/狗: person: bob",
            "动物/猫: person: bob",
            "动物/马: person: bob",
            "动物/绵羊: recorded objects.zh@1 seed 1: bob; recorded objects.zh@1 1",
            "动物/奶牛: recorded objects.zh@1 seed 1: bob; recorded objects.zh@1 1",
            "动物/斑马: recorded objects.zh@1 seed 1: bob; recorded objects.zh@1 1",
            "动物/小企鹅: recorded objects.zh@1 seed 1, edited by ann: ann; recorded objects.zh@1 1",
            "屋里/旧书架: recorded topics.zh@1 seed 1, edited by ann: ann; recorded topics.zh@1 1",
            "天气/彩虹: person: ann");
        built.Card["provenance"]!["review"]!["objects"]!.ToJsonString().Should().Be("""{"accepted":3,"edited":1,"rejected":1,"reviewers":["ann","bob"]}""");
    }

    [Fact]
    public async Task A_review_that_leaves_nothing_ends_the_job()
    {
        await using var bench = await TopicBench.StartAsync();
        var spec = bench.Spec("unused");
        spec.Seeds = Path.Combine(Repository.Samples, "recordings", "seed-topics.zh.txt");
        spec.Language = "zh";
        spec.Review = true;
        spec.TopicGrowth = new TopicGrowth { MaxRounds = 1 };
        var id = (await bench.Orchestrator.Jobs.CreateJobAsync(new CreateJobRequest { Spec = new JobSpec { BuildTopicSet = spec } })).Job.Id;
        await bench.Orchestrator.WaitForReviewAsync(id);

        await CompleteAsync(bench, id, "topics", PendingItems.Reject);
        var job = await bench.Orchestrator.WaitAsync(id);

        job.State.Should().Be(JobState.Failed);
        job.Error.Should().StartWith("No topic with an object was kept in the review");
    }

    private static async Task<IReadOnlyList<ReviewItem>> ListAsync(TopicBench bench, string id, string stage) =>
        (await bench.Orchestrator.Reviews.ListReviewItemsAsync(new ListReviewItemsRequest { JobId = id, Stage = stage, PageSize = 1000 })).Items;

    private static async Task DecideAsync(TopicBench bench, string id, string stage, params ReviewChange[] changes) =>
        await bench.Orchestrator.Reviews.DecideReviewItemsAsync(new DecideReviewItemsRequest { JobId = id, Stage = stage, Reviewer = "ann", Changes = { changes } });

    private static async Task CompleteAsync(TopicBench bench, string id, string stage, PendingItems pending = PendingItems.Accept) =>
        await bench.Orchestrator.Reviews.CompleteReviewAsync(new CompleteReviewRequest { JobId = id, Stage = stage, Reviewer = "bob", Pending = pending });
}
