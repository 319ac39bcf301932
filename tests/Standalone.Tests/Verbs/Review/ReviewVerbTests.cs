using ImageSearchBench.Standalone.Tests.Support;

namespace ImageSearchBench.Standalone.Tests.Verbs.Review;

public sealed class ReviewVerbTests : IAsyncLifetime
{
    private ReviewBench _bench = null!;
    private (int Pending, int Accepted, int Edited, int Rejected) _before;

    public async ValueTask InitializeAsync()
    {
        _bench = await ReviewBench.StartAsync();
        _before = await _bench.CountsAsync();
        _before.Pending.Should().BeGreaterThan(5);
    }

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Fact]
    public async Task Lines_decide_item_after_item()
    {
        var result = await _bench.LinesAsync("a", "", "e 新名字", "r", "u", "s", "r", "q", "a");

        result.RequireDone();
        result.Out.Should().Contain("== zh ==").And.Contain($"[{_before.Pending} left]").And.Contain("    label: ").And.Contain("edited: 新名字");
        (await _bench.CountsAsync()).Should().Be((_before.Pending - 3, 1, 1, 1));

        // The next session begins with what was skipped or not seen.
        var next = await _bench.LinesAsync("q");
        next.Out.Should().Contain($"[{_before.Pending - 3} left]");
    }

    [Theory]
    [InlineData("x")]
    [InlineData("accept")]
    [InlineData("e")]
    [InlineData("a please")]
    public async Task A_line_that_is_no_decision_is_named(string line)
    {
        var result = await _bench.LinesAsync("a", line, "a");

        result.ExitCode.Should().Be(1);
        result.Error.Should().Contain($"Line 2, '{line}'").And.Contain("write a, r, e NEW TEXT, s, u or q");
        (await _bench.CountsAsync()).Accepted.Should().Be(1);
    }

    [Fact]
    public async Task Keys_decide_and_edits_begin_with_the_text()
    {
        // Accept; edit: type behind the text; edit again from an empty line, think better of it, then reject; take that back; skip; leave.
        var result = await _bench.KeysAsync("xa" + "e二\b三\n" + "e\u0015nonsense\u001br" + "u" + "s" + "q");

        result.RequireDone();
        result.Out.Should().Contain("[a]ccept").And.NotContain("nonsense\n");
        (await _bench.CountsAsync()).Should().Be((_before.Pending - 2, 1, 1, 0));
        var edited = (await _bench.ExportAsync("items.csv")).Single(row => row[3] == "edit");
        edited[4].Should().Be(edited[2] + "三");
    }

    [Fact]
    public async Task Who_decided_everything_is_asked_whether_that_is_all()
    {
        var result = await _bench.KeysAsync(new string('a', _before.Pending) + "?y");

        result.RequireDone();
        result.Out.Should().Contain("Complete the review").And.Contain("the review is complete");
        result.Error.Should().Contain("jobs watch");
        (await _bench.RunAsync("jobs", "watch", _bench.Job)).RequireDone();
    }

    [Fact]
    public async Task A_review_is_completed_when_everything_is_decided_or_it_is_said_what_becomes_of_the_rest()
    {
        var early = await _bench.ReviewAsync("--complete");
        early.ExitCode.Should().Be(1);
        early.Error.Should().Contain("not decided");

        await _bench.LinesAsync("a", "a", "a");
        var done = (await _bench.ReviewAsync("--reject-rest", "--json")).RequireDone();

        done.Json["completed"]!.GetValue<bool>().Should().BeTrue();
        ((int)done.Json["accepted"]!, (int)done.Json["rejected"]!).Should().Be((3, _before.Pending - 3));
        (await _bench.RunAsync("jobs", "watch", _bench.Job)).RequireDone();
        (await _bench.LinesAsync("a")).RequireDone().Out.Should().Contain("the review is complete");
    }

    [Fact]
    public async Task What_is_not_there_is_named()
    {
        (await _bench.RunAsync("review", "nope")).Error.Should().Contain("no job 'nope'");
        (await _bench.ReviewAsync("--stage", "colours")).Error.Should().Contain("colours").And.Contain("compatibility, names");
        (await _bench.ReviewAsync("--import", _bench["nope.csv"])).Error.Should().Contain("nope.csv");
    }

    [Fact]
    public async Task Waiting_jobs_are_listed_with_what_they_wait_for()
    {
        var list = (await _bench.RunAsync("jobs", "list")).RequireDone();

        list.Out.Should().Contain("waiting_for_review").And.Contain($"{_before.Pending} of {_before.Pending} not decided").And.Contain($"isb review {_bench.Job}");
    }
}
