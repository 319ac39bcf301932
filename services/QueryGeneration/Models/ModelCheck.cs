using ImageSearchBench.QueryGeneration.Calls;
using ImageSearchBench.QueryGeneration.Prompts;
using ImageSearchBench.QueryGeneration.Texts;

namespace ImageSearchBench.QueryGeneration.Models;

/// <summary>Checks a model on demand: what its endpoint takes, and how fast it answers.</summary>
internal sealed class ModelCheck(TimeProvider time)
{
    private const int Measurements = 3;
    private static readonly RenderedPrompt Prompt = new("latency@1", "You answer exactly as asked.", "Answer with the word OK and nothing else.");

    /// <summary>Capabilities, and the median time of three short answers.</summary>
    /// <exception cref="ModelCallException">The endpoint cannot be reached, or does not accept the key or the model's id.</exception>
    public async Task<(ModelCapabilities Capabilities, TimeSpan Latency)> RunAsync(
        LanguageModel model, JobSession job, bool refresh, CancellationToken cancellationToken)
    {
        var capabilities = await model.CapabilitiesAsync(job, refresh, cancellationToken);
        if (model.Profile.Recorded)
            return (capabilities, TimeSpan.Zero);

        var times = new List<TimeSpan>();
        for (var i = 0; i < Measurements; i++)
        {
            var started = time.GetTimestamp();
            var question = new Question
            {
                Step = GenerationStep.Check,
                Language = Language.English,
                Prompt = Prompt,
                Subjects = [model.Profile.Name],
                Ordinal = i,
                MaxOutputTokens = 16,
                Uncached = true,
            };
            await model.AskAsync(question, job, cancellationToken);
            times.Add(time.GetElapsedTime(started));
        }

        return (capabilities, times.Order().ElementAt(Measurements / 2));
    }
}
