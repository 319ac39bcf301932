using FsCheck.Xunit;
using ImageSearchBench.QueryGeneration.Tests.Harness;
using ImageSearchBench.QueryGeneration.Texts;
using ImageSearchBench.QueryGeneration.Topics;

namespace ImageSearchBench.QueryGeneration.Tests.Topics;

public sealed class TopicGeneratorTests
{
    private static readonly string[] Names = ["食物", "美食", "地点", "动物", "交通工具", "运动", "植物", "天气"];

    [Property(MaxTest = 15)]
    public void Whatever_the_model_says_no_object_is_in_two_pools(int seed)
    {
        var (pool, rounds, _, _) = Run(seed, new TopicOptions(MaxRounds: 60)).GetAwaiter().GetResult();

        pool.Topics.SelectMany(t => t.Objects).Select(TextKey.Of).Should().OnlyHaveUniqueItems();
        pool.Topics.Select(t => TextKey.Of(t.Name)).Should().OnlyHaveUniqueItems();
        pool.Topics.SelectMany(t => t.Generated).Should().BeEquivalentTo(rounds.SelectMany(r => r.Added));
        foreach (var round in rounds.Where(r => r.Placement == TopicPlacement.NewTopic))
            pool.Topics.Should().Contain(t => t.Name == round.Topic);
    }

    [Fact]
    public async Task A_prompt_shows_so_many_topics_with_so_many_objects()
    {
        await using var model = new SimulatedModel((_, _) => "海洋: 贝壳, 海星");
        var pool = new TopicPool();
        for (var t = 0; t < 60; t++)
            pool.Seed($"主题{t}", Enumerable.Range(0, 15).Select(o => $"物{t}甲{o}"), []);
        var generator = new TopicGenerator(model.Model, model.Job, Language.Chinese, new TopicOptions(MaxRounds: 1), seed: 5);

        await generator.RunAsync(pool, TestContext.Current.CancellationToken).ToListAsync();

        var lines = model.Calls.Single().User.Split('\n').Where(l => l.Contains(':', StringComparison.Ordinal)).ToList();
        lines.Should().HaveCount(50).And.OnlyHaveUniqueItems();
        lines.Should().OnlyContain(l => l.Split(',').Length == 10);
    }

    [Fact]
    public async Task The_same_seed_and_replies_give_the_same_pool()
    {
        var (first, _, firstPrompts, _) = await Run(21, new TopicOptions(MaxRounds: 40));
        var (second, _, secondPrompts, _) = await Run(21, new TopicOptions(MaxRounds: 40));

        second.Topics.Should().BeEquivalentTo(first.Topics, o => o.WithStrictOrdering());
        secondPrompts.Should().Equal(firstPrompts);
    }

    [Theory]
    [InlineData(3, 100, 10, nameof(StopReason.MaxRounds), 3)]
    [InlineData(100, 100, 10, nameof(StopReason.Dry), 11)]
    [InlineData(100, 2, 10, nameof(StopReason.Enough), 1)]
    public async Task Stop_rules_fire(int maxRounds, int maxTopics, int maxDry, string reason, int rounds)
    {
        await using var model = new SimulatedModel((_, _) => "海洋: 贝壳, 海星, 珊瑚");
        var pool = new TopicPool();
        pool.Seed("食物", ["饺子"], []);
        var generator = new TopicGenerator(
            model.Model, model.Job, Language.Chinese, new TopicOptions(MaxRounds: maxRounds, MaxTopics: maxTopics, MaxDryRounds: maxDry), seed: 1);

        var made = await generator.RunAsync(pool, TestContext.Current.CancellationToken).ToListAsync();

        made.Should().HaveCount(rounds);
        generator.Stopped.ToString().Should().Be(reason);
        (made[0].Placement, made[0].Added.Count).Should().Be((TopicPlacement.NewTopic, 3));
    }

    private static async Task<(TopicPool Pool, List<TopicRound> Rounds, List<string> Prompts, StopReason? Stopped)> Run(int seed, TopicOptions options)
    {
        await using var model = new SimulatedModel((call, _) =>
            DriftingWriter.Reply(call, seed, Names[SeededRandom.Create("name", $"{seed}", $"{call.Ordinal}").Next(Names.Length)]));
        var pool = new TopicPool();
        pool.Seed("食物", ["饺子", "意大利面", "汉堡", "炸鸡", "米饭", "寿司"], []);
        pool.Seed("地点", ["教堂", "长城", "铁塔"], []);
        var generator = new TopicGenerator(model.Model, model.Job, Language.Chinese, options, (ulong)(uint)seed);
        var rounds = await generator.RunAsync(pool, CancellationToken.None).ToListAsync();
        return (pool, rounds, model.Calls.ConvertAll(c => c.User), generator.Stopped);
    }
}
