using System.Globalization;
using ImageSearchBench.Contracts.Orchestrator.V1;
using ImageSearchBench.Orchestrator.Tests.CaptionSets;
using ImageSearchBench.Orchestrator.Tests.Fakes;
using ImageSearchBench.Testing;

namespace ImageSearchBench.Orchestrator.Tests.EndToEnd;

/// <summary>
/// <c>kill -9</c> at random moments (<see cref="KillCampaign"/>): a few forms with one death each, or, with <c>ISB_KILLS=30</c>, every form
/// with that many, or those that <c>ISB_KILL_FORMS</c> names. docs/deployment.md has the commands and their counts.
/// </summary>
public sealed class KilledProcessTests(PostgresServer postgres, ITestOutputHelper output)
{
    private static readonly int? Wanted =
        int.TryParse(Environment.GetEnvironmentVariable("ISB_KILLS"), CultureInfo.InvariantCulture, out var kills) ? kills : null;

    private static readonly string[] All =
    [
        "labels 1", "labels 2", "captions 1", "captions 2", "captions 2 QueryGeneration", "topics 1", "topics 2", "topics 2 QueryGeneration",
        "evaluation 1", "evaluation 2",
    ];

    private static readonly string[] Short = ["labels 1", "captions 2 QueryGeneration", "topics 2", "evaluation 1"];

    /// <summary>What is worked on, the number of Orchestrators, and what dies beside them.</summary>
    public static TheoryData<string> Forms => [.. Environment.GetEnvironmentVariable("ISB_KILL_FORMS")?.Split(',') ?? (Wanted is null ? Short : All)];

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task Whatever_moment_a_process_dies_at_the_result_is_the_same_and_nothing_is_paid_twice(string form)
    {
        var words = form.Split(' ');
        using var folder = new TemporaryFolder();
        await using var images = words[0] == "topics" ? await CampaignImages.StartAsync() : null;
        JobSpec[] work = words[0] switch
        {
            "labels" => [SampleSpecs.BuildPart(folder["annotations.json"])],
            "captions" => [Captions()],
            "topics" => [images!.Build(folder["search.json"])],
            "evaluation" => [SampleSpecs.BuildPart(folder["annotations.json"]), Evaluate()],
            _ => throw new ArgumentException($"There is no form '{form}'.", nameof(form)),
        };
        var campaign = new KillCampaign(
            new KillForm(work, int.Parse(words[1], CultureInfo.InvariantCulture))
            {
                KillsQueryGeneration = words.Length > 2,
                Spared = work.Length - 1,
                Images = images,
            },
            postgres);

        await campaign.RunAsync(Wanted ?? 1);

        if (words[0] is "captions")
            campaign.Paid.Should().Be(work[0].BuildCaptionSet.Photos);
        else if (words[0] is "topics")
            campaign.Paid.Should().BeGreaterThan(work[0].BuildTopicSet.TopicGrowth.MaxRounds);
        else
            campaign.Paid.Should().Be(0);
        output.WriteLine(
            $"{form}: {campaign.Kills.Values.Sum()} kills ({string.Join(", ", campaign.Kills.Select(k => $"{k.Key} {k.Value}"))}) in {campaign.Rounds} rounds; "
            + $"{campaign.Paid} replies paid in each; {campaign.ImagesAsked} requests for images, {campaign.ImagesAskedAgain} of them again");
    }

    private static JobSpec Captions()
    {
        var spec = CaptionBench.Spec();
        spec.Languages.Clear();
        spec.Languages.Add("en");
        spec.DuplicateModel = "tiny";
        return new JobSpec { BuildCaptionSet = spec };
    }

    private static JobSpec Evaluate() => new()
    {
        Evaluate = new Evaluate { Dataset = "$", System = new Contracts.Orchestrator.V1.System { Model = "tiny" }, Resamples = 20 },
    };
}
