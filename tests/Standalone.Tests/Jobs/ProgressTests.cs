using Google.Protobuf.WellKnownTypes;
using ImageSearchBench.Contracts.Orchestrator.V1;
using ImageSearchBench.Standalone.Jobs;
using Microsoft.Extensions.Time.Testing;

namespace ImageSearchBench.Standalone.Tests.Jobs;

public sealed class ProgressTests
{
    [Theory]
    [InlineData(0, "0 s")]
    [InlineData(0.2, "1 s")]
    [InlineData(59, "59 s")]
    [InlineData(61, "1 min 1 s")]
    [InlineData(3600, "1 h 0 min")]
    [InlineData(1e20, "24000 h 0 min")]
    public void Time_is_said_in_its_two_largest_units(double seconds, string text) => StageText.Time(seconds).Should().Be(text);

    [Fact]
    public void A_stage_tells_count_rate_and_time_left()
    {
        var stage = new JobStage { Name = "encode images", Done = 1200, Total = 6000, Skipped = 3, Rate = 80.25, TimeLeft = Duration.FromTimeSpan(TimeSpan.FromSeconds(59.8)) };

        StageText.Count(stage).Should().Be("1,200/6,000, 3 skipped");
        StageText.Rate(stage).Should().Be("80.3/s, 1 min 0 s left");
    }

    [Fact]
    public void A_stage_that_is_done_or_stands_tells_no_rate()
    {
        StageText.Rate(new JobStage { Done = 5, Total = 5, Rate = 3, Finished = true }).Should().BeEmpty();
        StageText.Rate(new JobStage { Done = 5, Total = 9 }).Should().BeEmpty();
    }

    [Fact]
    public void Lines_come_at_the_end_of_a_stage_and_every_few_seconds()
    {
        var (time, written) = (new FakeTimeProvider(), new List<string>());
        var lines = new ProgressLines(written.Add, time);
        var job = new Job { Stages = { new JobStage { Name = "read", Done = 1, Total = 2 }, new JobStage { Name = "write" } } };

        lines.Show(job);
        written.Should().BeEmpty();
        time.Advance(TimeSpan.FromSeconds(6));
        lines.Show(job);
        lines.Show(job);
        written.Should().Equal("read: 1/2");
        job.Stages[0].Done = 2;
        job.Stages[0].Finished = true;
        lines.Show(job);
        lines.Show(job);
        written.Should().Equal("read: 1/2", "read: 2/2 done");
    }
}
