using ImageSearchBench.Evaluator.Score;
using ImageSearchBench.Evaluator.Tests.Score;

namespace ImageSearchBench.Evaluator.Tests.Vectors;

/// <summary>
/// trec_eval 10's own test files. Left out: the preference measures and judgement groups (-R prefs, qrels_prefs, qrels_jg) and z-scores (-Z),
/// which this product does not have,
/// and rbp, which version 10 computes from memory that nothing has written.
/// </summary>
public sealed class TrecEvalOwnTests
{
    [Theory]
    [InlineData("-m official qrels.test results.test", "out.test")]
    [InlineData("-m official qrels.test.with-comments results.test", "out.test")]
    [InlineData("-m official qrels.comment.test results.comment.test", "out.comment.test")]
    [InlineData("-m all_trec qrels.test results.test", "out.test.a")]
    [InlineData("-m all_trec -q qrels.test results.test", "out.test.aq")]
    [InlineData("-m all_trec -q -c qrels.test results.trunc", "out.test.aqc")]
    [InlineData("-m all_trec -q -c -M100 qrels.test results.trunc", "out.test.aqcM")]
    // trec_eval cuts the last cutoff, 23.4, to 23; it is refused here, and so 23 is asked for. The string of 20 grades comes beside the usual one.
    [InlineData("-q -miprec_at_recall..10,.20,.25,.75,.50 -m P.5,7,3 -m recall.20,2000 -m Rprec_mult.5.0,0.2,0.35 -mutility.2,-1,0,0 -m 11pt_avg..25,.5,.75 -mndcg.1=3,2=9,4=4.5 -mndcg_cut.10,20,23 -msuccess.2,5,20 qrels.test results.test", "out.test.meas_params")]
    [InlineData("-m all_trec -mrelstring.20 -q -l2 qrels.rel_level results.test", "out.test.aql")]
    public async Task Every_printed_line_is_trec_evals(string command, string expected)
    {
        var folder = MetricVectors.PathOf("trec_eval-10.0");

        var run = await ScoreRun.OfAsync(TrecEvalCommand.Parse("trec_eval " + command, folder));

        run.ExitCode.Should().Be(ScoreCommand.Done, run.Error);
        var lines = await File.ReadAllLinesAsync(Path.Combine(folder, expected));
        run.Lines.Should().Equal(lines.Where(l => !l.StartsWith("rbp ", StringComparison.Ordinal)));
    }
}
