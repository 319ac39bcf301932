using System.Globalization;
using ImageSearchBench.Testing.LanguageModels;

namespace ImageSearchBench.Orchestrator.Tests.EndToEnd;

/// <summary>The language model of a campaign: the same request gets the same answer, another one another, each after a moment.</summary>
internal static class CampaignModel
{
    private static readonly string[] Syllables = ["ba", "do", "fi", "gu", "ke", "lo", "mi", "nu", "pa", "re", "so", "ti", "vu", "za"];

    public static ScriptedReply Answer(ScriptedRequest request)
    {
        var number = (request.Image.Length > 0 ? request.Image : request.Body.GetRawText()).Aggregate(17u, (hash, c) => unchecked((hash * 31) + c));
        // Some pictures have no caption, so that others stand in for them.
        if (request.Image.Length > 0 && number % 6 == 0)
            return ScriptedReply.Error(400, message: "This image is not to my taste.");
        return request.Image.Length > 0
            ? ScriptedReply.Text(Caption(number)) with { Delay = TimeSpan.FromMilliseconds(20 + (number % 60)) }
            : ScriptedReply.Text(Objects(request, new Random((int)(number >> 1)))) with { Delay = TimeSpan.FromMilliseconds(100 + (number % 200)) };
    }

    private static string Caption(uint number) =>
        string.Create(CultureInfo.InvariantCulture, $"a drawing of {number % 97} small shapes on a wide plain ground with {number % 89} lines in it");

    // Where the topic is left to the model, it is a new one two times in three.
    private static string Objects(ScriptedRequest request, Random random)
    {
        var known = request.Data.Split('\n').Select(line => line[..line.IndexOf(':', StringComparison.Ordinal)]).ToArray();
        var isFree = request.System.Contains("one of the data or a new one", StringComparison.Ordinal);
        var topic = isFree && random.Next(3) > 0 ? Word(random) : known[random.Next(known.Length)];
        return $"{topic}: {string.Join(", ", Enumerable.Range(0, 5).Select(_ => Word(random)))}";
    }

    private static string Word(Random random) => string.Concat(Enumerable.Range(0, 4).Select(_ => Syllables[random.Next(Syllables.Length)]));
}
