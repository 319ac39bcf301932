using System.Globalization;
using System.Runtime.CompilerServices;
using ImageSearchBench.QueryGeneration.Calls;
using ImageSearchBench.QueryGeneration.Models;
using ImageSearchBench.QueryGeneration.Prompts;
using ImageSearchBench.QueryGeneration.Texts;

namespace ImageSearchBench.QueryGeneration.Topics;

/// <summary>How topics are drawn.</summary>
/// <param name="SampleTopics">Most topics shown as examples.</param>
/// <param name="SampleObjects">Most objects shown of each.</param>
/// <param name="AskObjects">Objects asked for, at least.</param>
/// <param name="MaxRounds">Most rounds.</param>
/// <param name="MaxTopics">Stop at this many topics.</param>
/// <param name="MaxDryRounds">Stop after this many rounds in a row that added nothing.</param>
internal sealed record TopicOptions(
    int SampleTopics = 50, int SampleObjects = 10, int AskObjects = 5, int MaxRounds = 200, int MaxTopics = 100, int MaxDryRounds = 10);

/// <summary>One round.</summary>
/// <param name="Round">Its number, from 1.</param>
/// <param name="Topic">Where the objects went; empty when nothing could be read.</param>
/// <param name="Placement">How the topic was found; null when nothing could be read.</param>
/// <param name="Added">Objects added.</param>
/// <param name="Rejected">Objects not added.</param>
/// <param name="Drift">Signals after it.</param>
internal sealed record TopicRound(
    int Round, string Topic, TopicPlacement? Placement, IReadOnlyList<string> Added, IReadOnlyList<Rejection> Rejected, DriftSignals Drift);

/// <summary>
/// Stage 1: grows a pool of topics with objects. Each round shows the model a random sample of the pool and asks for one topic, old or
/// new, with objects (after Self-Instruct, Wang et al. 2023). A round depends on the seed, its number and the pool alone.
/// </summary>
internal sealed class TopicGenerator(LanguageModel model, JobSession job, Language language, TopicOptions options, ulong seed)
{
    private const int MaxTokens = 256;

    private readonly PromptTemplate _prompt = PromptLibrary.Get("topics", language);
    private readonly CandidateRules _rules = CandidateRules.Create(language, 0, 0);

    /// <summary>Why it ended; set when <see cref="RunAsync"/> is through.</summary>
    public StopReason? Stopped { get; private set; }

    /// <summary>What it took so far.</summary>
    public Provenance Provenance { get; private set; } = Provenance.Of(model, PromptLibrary.Get("topics", language).Id);

    /// <summary>Grows the pool, round by round.</summary>
    /// <param name="pool">The pool, with its seeds in it.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ModelCallException">The job is stopped, or the endpoint cannot be reached: going on would skip a round, and the same seed
    /// would not give the same pool again.</exception>
    public async IAsyncEnumerable<TopicRound> RunAsync(TopicPool pool, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var drift = new DriftTracker(language, [.. pool.Topics.SelectMany(t => t.Checked)]);
        drift.Seed(pool.Topics.SelectMany(t => t.Generated));
        var dry = 0;
        for (var round = 1; Stopped is null; round++)
        {
            if (pool.Topics.Count >= options.MaxTopics)
                Stopped = StopReason.Enough;
            else if (round > options.MaxRounds)
                Stopped = StopReason.MaxRounds;
            else if (dry >= options.MaxDryRounds)
                Stopped = StopReason.Dry;
            if (Stopped is not null)
                yield break;

            var lines = await AskAsync(pool, round, cancellationToken);
            var before = pool.Topics.Sum(t => t.Generated.Count);
            foreach (var made in Place(pool, lines, round, drift))
                yield return made;
            dry = pool.Topics.Sum(t => t.Generated.Count) == before ? dry + 1 : 0;
        }
    }

    private async Task<IReadOnlyList<TopicLine>> AskAsync(TopicPool pool, int round, CancellationToken cancellationToken)
    {
        var number = round.ToString(CultureInfo.InvariantCulture);
        var seedText = seed.ToString(CultureInfo.InvariantCulture);
        var random = SeededRandom.Create("topics", seedText, number);
        var examples = random.Sample(pool.Topics, options.SampleTopics)
            .Select(t => (t.Name, Objects: random.Sample([.. t.Objects], options.SampleObjects)))
            .Where(t => t.Objects.Length > 0)
            .Select(t => $"{t.Name}: {string.Join(", ", t.Objects)}");
        var question = new Question
        {
            Step = GenerationStep.Topics,
            Language = language,
            Prompt = _prompt.Render(new Dictionary<string, PromptValue>(StringComparer.Ordinal)
            {
                ["ask_objects"] = PromptValue.Number(options.AskObjects),
                ["examples"] = PromptValue.OfLines(examples),
            }),
            Subjects = [""],
            Ordinal = round - 1,
            MaxOutputTokens = MaxTokens,
            Temperature = 1,
            Seed = SeededRandom.Number("topics", seedText, number),
        };
        if (await RoundQuestion.AskAsync(model, job, question, cancellationToken) is not { } reply)
            return [];
        Provenance = Provenance.With(reply, question.Seed);
        return [.. TopicLineParser.Parse(reply).Where(l => l.Topic.Length > 0)];
    }

    // A reply with several topics makes several events of one round; one with none makes an empty one.
    private IEnumerable<TopicRound> Place(TopicPool pool, IReadOnlyList<TopicLine> lines, int round, DriftTracker drift)
    {
        if (lines.Count == 0)
            yield return new TopicRound(round, "", Placement: null, [], [], drift.Add([], []));
        foreach (var line in lines)
        {
            var rejected = line.Objects.Where(o => _rules.Check(o) is not null).Select(o => new Rejection(o, _rules.Check(o)!.Value)).ToList();
            var good = line.Objects.Where(o => _rules.Check(o) is null).ToList();
            if (good.Count == 0 || _rules.Check(line.Topic) is not null)
            {
                if (good.Count > 0)
                    rejected.Add(new Rejection(line.Topic, _rules.Check(line.Topic)!.Value));
                yield return new TopicRound(round, "", Placement: null, [], rejected, drift.Add(line.Objects, []));
                continue;
            }

            var (topic, placement, added) = pool.Place(line.Topic, good);
            rejected.AddRange(Left(good, added).Select(o => new Rejection(o, RejectionReason.Duplicate)));
            yield return new TopicRound(round, topic.Name, placement, added, rejected, drift.Add(line.Objects, added));
        }
    }

    // What is in the first list more often than in the second.
    private static List<string> Left(IEnumerable<string> all, IEnumerable<string> taken)
    {
        var rest = taken.ToList();
        return [.. all.Where(o => !rest.Remove(o))];
    }
}
