using System.Globalization;
using ImageSearchBench.Contracts.Orchestrator.V1;
using ImageSearchBench.Orchestrator.Tests.CaptionSets;
using ImageSearchBench.Orchestrator.Tests.Fakes;
using ImageSearchBench.Testing;

namespace ImageSearchBench.Orchestrator.Tests.EndToEnd;

/// <summary>
/// <c>kill -9</c> at random moments (<see cref="KillCampaign"/>): two forms with one death each, or, with <c>ISB_KILLS=30</c>, every form
/// with that many. docs/deployment.md has the command and its counts.
/// </summary>
public sealed class KilledProcessTests(PostgresServer postgres, ITestOutputHelper output)
{
    private static readonly int? Wanted =
        int.TryParse(Environment.GetEnvironmentVariable("ISB_KILLS"), CultureInfo.InvariantCulture, out var kills) ? kills : null;

    public static TheoryData<string, int, bool> Forms => Wanted is null
        ? new() { { "labels", 1, false }, { "captions", 2, true } }
        : new() { { "labels", 1, false }, { "labels", 2, false }, { "captions", 1, false }, { "captions", 2, false }, { "captions", 2, true } };

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task Whatever_moment_a_process_dies_at_the_result_is_the_same_and_nothing_is_paid_twice(
        string builder, int replicas, bool killsQueryGeneration)
    {
        using var folder = new TemporaryFolder();
        var build = builder == "labels" ? SampleSpecs.BuildPart(folder["annotations.json"]) : Captions();
        var campaign = new KillCampaign([build, Evaluate()], replicas, killsQueryGeneration, postgres);

        await campaign.RunAsync(Wanted ?? 1);

        campaign.Paid.Should().Be(builder == "labels" ? 0 : build.BuildCaptionSet.Photos);
        output.WriteLine(
            $"{builder}, {replicas} replica(s){(killsQueryGeneration ? ", QueryGeneration killed as well" : "")}: "
            + $"{campaign.Kills[0]} kills in the build and {campaign.Kills[1]} in the evaluation, {campaign.Rounds} rounds; {campaign.Paid} replies paid in each");
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
