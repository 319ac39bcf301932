using FsCheck.Xunit;
using ImageSearchBench.QueryGeneration.Calls;
using ImageSearchBench.QueryGeneration.Objects;
using ImageSearchBench.QueryGeneration.Similarity;
using ImageSearchBench.QueryGeneration.Tests.Harness;
using ImageSearchBench.QueryGeneration.Texts;
using ImageSearchBench.QueryGeneration.Topics;

namespace ImageSearchBench.QueryGeneration.Tests.Objects;

public sealed class ObjectGeneratorTests
{
    private static readonly string[] Foods = ["饺子", "意大利面", "汉堡", "炸鸡", "米饭", "寿司", "馄饨", "煎饼", "豆腐", "粽子"];
    private static readonly string[] Places = ["长城", "故宫", "铁塔", "大桥", "广场", "寺庙", "钟楼", "港口"];

    private static readonly ObjectOptions Defaults = new(CandidateRules.Create(Language.Chinese, 0, 0), SimilarityLimit: 0.7, MaxRounds: 30);

    [Property(MaxTest = 15)]
    public void Whatever_the_model_drifts_to_the_rules_hold(int seed)
    {
        var (topics, rounds, _) = Run(seed, Defaults).GetAwaiter().GetResult();

        var generated = topics.SelectMany(t => t.Generated).ToList();
        generated.Should().OnlyContain(g => Defaults.Rules.Check(g) == null);
        generated.Select(TextKey.Of).Should().OnlyHaveUniqueItems().And.NotContain(topics.SelectMany(t => t.Checked).Select(TextKey.Of));
        AllPairsAreApart(topics);
        foreach (var topic in topics)
            topic.Generated.Should().Equal(rounds.Where(r => r.Topic == topic.Name).SelectMany(r => r.Added));
        rounds.SelectMany(r => r.Rejected).Where(r => r.Reason == RejectionReason.TooSimilar).Should().OnlyContain(r => r.Similarity > 0.7 && r.SimilarTo != "");
    }

    [Fact]
    public async Task Every_prompt_shows_seven_checked_and_three_generated_examples_once_there_are_so_many()
    {
        var (_, _, calls) = await Run(seed: 3, Defaults);

        var checkedObjects = Foods.Concat(Places).ToHashSet();
        var grown = 0;
        foreach (var (_, user) in calls)
        {
            var examples = user.Split(':', 2)[1].Replace(">>>", "", StringComparison.Ordinal).Split(',', StringSplitOptions.TrimEntries);
            examples.Count(checkedObjects.Contains).Should().Be(7);
            examples.Should().OnlyHaveUniqueItems();
            var generated = examples.Length - 7;
            generated.Should().BeInRange(0, 3);
            grown += generated == 3 ? 1 : 0;
        }

        grown.Should().BeGreaterThan(calls.Count / 2);
    }

    [Fact]
    public async Task The_same_seed_and_replies_give_the_same_objects_whatever_reply_comes_first()
    {
        var (first, firstRounds, _) = await Run(seed: 11, Defaults);
        var (second, secondRounds, _) = await Run(seed: 11, Defaults);
        var (other, _, _) = await Run(seed: 12, Defaults);

        second.SelectMany(t => t.Generated).Should().Equal(first.SelectMany(t => t.Generated));
        secondRounds.Should().BeEquivalentTo(firstRounds, o => o.WithStrictOrdering());
        other.SelectMany(t => t.Generated).Should().NotEqual(first.SelectMany(t => t.Generated));
    }

    [Theory]
    [InlineData(4, 0, 100, nameof(StopReason.MaxRounds), 4)]
    [InlineData(100, 0, 10, nameof(StopReason.Dry), 11)]
    [InlineData(100, 5, 10, nameof(StopReason.Enough), 1)]
    public async Task Stop_rules_fire(int maxRounds, int maxObjects, int maxDry, string reason, int rounds)
    {
        // The same five in every round: the first adds them, all others add nothing.
        await using var model = new SimulatedModel((_, _) => "食物: 面条, 油条, 包子, 月饼, 烧卖");
        var generator = new ObjectGenerator(
            model.Model, model.Job, Language.Chinese, Defaults with { MaxRounds = maxRounds, MaxObjects = maxObjects, MaxDryRounds = maxDry }, new CharacterNGramIndex(), seed: 1);

        var made = await generator.RunAsync([new PooledTopic("食物", [.. Foods], [])], TestContext.Current.CancellationToken).ToListAsync();

        made.Should().HaveCount(rounds);
        made[^1].Stopped.ToString().Should().Be(reason);
        made.SkipLast(1).Should().OnlyContain(r => r.Stopped == null);
        made[0].Added.Should().HaveCount(5);
        made.Skip(1).SelectMany(r => r.Rejected).Should().OnlyContain(r => r.Reason == RejectionReason.Duplicate);
    }

    [Fact]
    public async Task An_object_accepted_for_one_topic_is_refused_for_every_other()
    {
        await using var model = new SimulatedModel((_, _) => "广场, 长城遗址, 红苹果, 青苹果, 苹果");
        var topics = new[] { new PooledTopic("食物", ["苹果"], []), new PooledTopic("地点", ["长城"], []) };
        var generator = new ObjectGenerator(
            model.Model, model.Job, Language.Chinese, Defaults with { MaxRounds = 1 }, new CharacterNGramIndex(), seed: 1);

        var rounds = await generator.RunAsync(topics, TestContext.Current.CancellationToken).ToListAsync();

        rounds.Select(r => r.Topic).Should().Equal("食物", "地点");
        rounds[0].Added.Should().Equal("广场", "长城遗址");
        rounds[0].Rejected.Select(r => (r.Text, r.Reason)).Should().Equal(
            ("红苹果", RejectionReason.TooSimilar), ("青苹果", RejectionReason.TooSimilar), ("苹果", RejectionReason.Duplicate));
        rounds[1].Added.Should().BeEmpty();
    }

    [Fact]
    public async Task Drift_is_seen_while_it_runs()
    {
        await using var model = new SimulatedModel((call, _) =>
            string.Join(", ", Enumerable.Range(0, 5).Select(i => new string((char)('一' + (call.Ordinal * 5) + i), Math.Min(11, 1 + call.Ordinal)))));
        var generator = new ObjectGenerator(
            model.Model, model.Job, Language.Chinese, Defaults with { MaxRounds = 12, SimilarityLimit = 1 }, new CharacterNGramIndex(), seed: 1);

        var rounds = await generator.RunAsync([new PooledTopic("食物", [.. Foods], [])], TestContext.Current.CancellationToken).ToListAsync();

        rounds[0].Drift.Drifting.Should().BeFalse();
        rounds[^1].Drift.Drifting.Should().BeTrue();
        rounds[^1].Drift.MeanLength.Should().BeGreaterThan(2 * rounds[^1].Drift.CheckedMeanLength);
    }

    private static async Task<(IReadOnlyList<PooledTopic> Topics, List<ObjectRound> Rounds, List<(ModelCall Call, string User)> Calls)> Run(
        int seed, ObjectOptions options)
    {
        await using var model = new SimulatedModel((call, _) => DriftingWriter.Reply(call, seed, call.Subjects[0]));
        var topics = new[] { new PooledTopic("食物", [.. Foods], []), new PooledTopic("地点", [.. Places], []) };
        var generator = new ObjectGenerator(model.Model, model.Job, Language.Chinese, options, new CharacterNGramIndex(), (ulong)(uint)seed);
        var rounds = await generator.RunAsync(topics, CancellationToken.None).ToListAsync();
        return (topics, rounds, model.Calls);
    }

    // Compared with a plain computation, not with the index under test.
    private static void AllPairsAreApart(IReadOnlyList<PooledTopic> topics)
    {
        var accepted = topics.SelectMany(t => t.Checked).ToList();
        foreach (var text in topics.SelectMany(t => t.Generated))
        {
            foreach (var other in accepted)
                PlainSimilarity(text, other).Should().BeLessThanOrEqualTo(0.7 + 1e-9, $"{text} and {other}");
            accepted.Add(text);
        }
    }

    private static double PlainSimilarity(string a, string b)
    {
        var (x, y) = (Grams(a), Grams(b));
        return x.Keys.Intersect(y.Keys).Sum(g => (double)x[g] * y[g]) / Math.Sqrt(x.Values.Sum(c => c * c) * (double)y.Values.Sum(c => c * c));

        static Dictionary<string, int> Grams(string text) => text.Select(c => c.ToString())
            .Concat(text.Zip(text.Skip(1), (p, q) => $"{p}{q}")).GroupBy(g => g).ToDictionary(g => g.Key, g => g.Count());
    }
}
