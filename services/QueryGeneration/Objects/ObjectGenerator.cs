using System.Globalization;
using System.Runtime.CompilerServices;
using ImageSearchBench.QueryGeneration.Calls;
using ImageSearchBench.QueryGeneration.Models;
using ImageSearchBench.QueryGeneration.Prompts;
using ImageSearchBench.QueryGeneration.Similarity;
using ImageSearchBench.QueryGeneration.Texts;
using ImageSearchBench.QueryGeneration.Topics;

namespace ImageSearchBench.QueryGeneration.Objects;

/// <summary>
/// Stage 2: grows the objects of kept topics. All topics that go on are asked side by side; their replies are then judged one after the
/// other in the topics' order, so that the result depends on the seed and the replies, not on which reply came first.
/// </summary>
internal sealed class ObjectGenerator(
    LanguageModel model, JobSession job, Language language, ObjectOptions options, ISimilarityIndex similarity, ulong seed)
{
    private const int MaxTokens = 256;

    private readonly PromptTemplate _prompt = PromptLibrary.Get("objects", language);
    private readonly HashSet<string> _accepted = new(StringComparer.Ordinal);

    /// <summary>What it took so far.</summary>
    public Provenance Provenance { get; private set; } = Provenance.Of(model, PromptLibrary.Get("objects", language).Id);

    /// <summary>Grows the topics' generated objects in place, round by round.</summary>
    /// <exception cref="ModelCallException">The job is stopped, or the endpoint cannot be reached; the same call goes on from the stored replies.</exception>
    public async IAsyncEnumerable<ObjectRound> RunAsync(IReadOnlyList<PooledTopic> topics, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await AcceptAsync([.. topics.SelectMany(t => t.Objects)], cancellationToken);
        var growing = topics.Select(t => new GrowingTopic(t, options)).ToArray();
        while (growing.Where(g => g.Stopped is null).ToArray() is { Length: > 0 } active)
        {
            var replies = await Task.WhenAll(active.Select(t => AskAsync(t, cancellationToken)));
            var candidates = Array.ConvertAll(replies, Read);
            await similarity.PrepareAsync([.. candidates.SelectMany(c => c).Where(c => options.Rules.Check(c) is null)], cancellationToken);
            for (var i = 0; i < active.Length; i++)
                yield return Judge(active[i], candidates[i]);
        }
    }

    private async Task AcceptAsync(IReadOnlyCollection<string> texts, CancellationToken cancellationToken)
    {
        await similarity.PrepareAsync(texts, cancellationToken);
        foreach (var text in texts.Where(t => _accepted.Add(TextKey.Of(t))))
            similarity.Add(text);
    }

    private async Task<ModelReply?> AskAsync(GrowingTopic growing, CancellationToken cancellationToken)
    {
        var name = growing.Topic.Name;
        var question = new Question
        {
            Step = GenerationStep.Objects,
            Language = language,
            Prompt = _prompt.Render(new Dictionary<string, PromptValue>(StringComparer.Ordinal)
            {
                ["ask_objects"] = PromptValue.Number(options.AskObjects),
                ["topic"] = PromptValue.OfText(name),
                ["examples"] = PromptValue.OfText(string.Join(", ", growing.SampleExamples(seed))),
            }),
            Subjects = [name],
            Ordinal = growing.Rounds,
            MaxOutputTokens = MaxTokens,
            Temperature = 1,
            Seed = SeededRandom.Number("objects", seed.ToString(CultureInfo.InvariantCulture), name, growing.Rounds.ToString(CultureInfo.InvariantCulture)),
        };
        return await RoundQuestion.AskAsync(model, job, question, cancellationToken);
    }

    // The topic is known; a reply may leave its name out, or list several lines.
    private string[] Read(ModelReply? reply)
    {
        if (reply is null)
            return [];
        Provenance = Provenance.With(reply, (long)(seed & long.MaxValue));
        return [.. TopicLineParser.Parse(reply).SelectMany(l => l.Objects)];
    }

    private ObjectRound Judge(GrowingTopic growing, string[] candidates)
    {
        var added = new List<string>();
        var rejected = new List<Rejection>();
        foreach (var candidate in candidates)
        {
            if (Refuse(candidate) is { } rejection)
            {
                rejected.Add(rejection);
                continue;
            }

            similarity.Add(candidate);
            added.Add(candidate);
        }

        return growing.Finish(candidates, added, rejected);
    }

    private Rejection? Refuse(string candidate)
    {
        if (options.Rules.Check(candidate) is { } reason)
            return new Rejection(candidate, reason);
        if (_accepted.Contains(TextKey.Of(candidate)))
            return new Rejection(candidate, RejectionReason.Duplicate);
        if (similarity.FindNearest(candidate) is { } nearest && nearest.Similarity > options.SimilarityLimit)
            return new Rejection(candidate, RejectionReason.TooSimilar, nearest.Text, nearest.Similarity);
        _accepted.Add(TextKey.Of(candidate));
        return null;
    }
}
