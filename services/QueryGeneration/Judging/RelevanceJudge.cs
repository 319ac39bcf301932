using ImageSearchBench.Hosting.Errors;
using ImageSearchBench.QueryGeneration.Calls;
using ImageSearchBench.QueryGeneration.Images;
using ImageSearchBench.QueryGeneration.Models;
using ImageSearchBench.QueryGeneration.Prompts;
using ImageSearchBench.QueryGeneration.Texts;

namespace ImageSearchBench.QueryGeneration.Judging;

/// <summary>Whether an element of a query is visible.</summary>
internal sealed record ElementEvidence(string Element, bool Visible, string Evidence);

/// <summary>An answer about relevance. Every field must be there, the grade may be null.</summary>
internal sealed record RelevanceAnswer(IReadOnlyList<ElementEvidence> Elements, int? Grade);

/// <summary>A judgement.</summary>
/// <param name="Votes">The grades.</param>
/// <param name="UndecidedReasons">Why votes are undecided; empty where they are not; one for each vote.</param>
/// <param name="Evidence">From the first vote for the winning grade.</param>
/// <param name="Provenance">How it came to be.</param>
internal sealed record RelevanceJudgement(
    Votes<int> Votes, IReadOnlyList<string> UndecidedReasons, IReadOnlyList<ElementEvidence> Evidence, Provenance Provenance);

/// <summary>Grades how relevant an image is to a query, 0 to 3, by what can be seen of each element (after UMBRELA, Upadhyay et al. 2024).</summary>
internal sealed class RelevanceJudge(LanguageModel model, JobSession job, Language language, JudgeOptions options, ulong seed)
{
    private const int MaxTokens = 700;
    private const int MaxGrade = 3;
    private const int LongestQuery = 1000;

    private static readonly JsonShape Shape = new(
        "relevance",
        """
        {"type":"object","properties":{"elements":{"type":"array","items":{"type":"object","properties":{"element":{"type":"string"},
        "visible":{"type":"boolean"},"evidence":{"type":"string"}},"required":["element","visible","evidence"],"additionalProperties":false}},
        "grade":{"type":["integer","null"]}},"required":["elements","grade"],"additionalProperties":false}
        """);

    private readonly PromptTemplate _prompt = PromptLibrary.Get("judge-relevance", language);
    private readonly Judge _judge = new(model, job, options, seed);

    /// <summary>Judges a pair.</summary>
    /// <param name="query">The query.</param>
    /// <param name="image">The image.</param>
    /// <param name="imageId">The caller's id of it, by which a recording may know it.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<RelevanceJudgement> JudgeAsync(string query, ImageInput image, string imageId, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(query) || query.Length > LongestQuery)
            throw BenchException.Invalid($"The query has {query.Length} characters: give 1 to {LongestQuery}.", "items.query");
        var question = new Question
        {
            Step = GenerationStep.JudgeRelevance,
            Language = language,
            Prompt = _prompt.Render(new Dictionary<string, PromptValue>(StringComparer.Ordinal) { ["query"] = PromptValue.OfText(query) }),
            Subjects = ImageSubjects.Of(image, imageId, query),
            Image = image,
            MaxOutputTokens = MaxTokens,
            Shape = Shape,
        };
        var (votes, provenance) = await _judge.VoteAsync(question, Read, cancellationToken);
        var grades = new Votes<int>([.. votes.Select(v => v.Value?.Grade)]);
        var evidence = votes.FirstOrDefault(v => v.Value is { } answer && answer.Grade == grades.Majority)?.Value?.Elements ?? [];
        return new RelevanceJudgement(grades, [.. votes.Select(Reason)], evidence, provenance);
    }

    private static Reading<RelevanceAnswer> Read(ModelReply reply)
    {
        if (!JsonReply.TryRead<RelevanceAnswer>(reply.Text, out var answer))
            return Reading<RelevanceAnswer>.Unusable("it holds no JSON of the form asked for.");
        return answer.Grade is null or (>= 0 and <= MaxGrade)
            ? Reading<RelevanceAnswer>.Of(answer)
            : Reading<RelevanceAnswer>.Unusable($"the grade {answer.Grade} is not from 0 to {MaxGrade}.");
    }

    private static string Reason(Asked<RelevanceAnswer> vote) => vote.Value switch
    {
        null => vote.Fault,
        { Grade: null } => "the model says that it cannot tell.",
        _ => "",
    };
}
