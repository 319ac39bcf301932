using ImageSearchBench.Evaluator.Score;

namespace ImageSearchBench.Evaluator.Tests.Score;

/// <summary>What a call of <c>isb score</c> gave.</summary>
internal sealed record ScoreRun(int ExitCode, string Output, string Error)
{
    public static async Task<ScoreRun> OfAsync(ScoreOptions options)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await ScoreCommand.RunAsync(options, output, error, TestContext.Current.CancellationToken);
        return new ScoreRun(code, output.ToString(), error.ToString());
    }

    public string[] Lines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}

/// <summary>Reads trec_eval's command lines.</summary>
internal static class TrecEvalCommand
{
    /// <summary>The options of a command line; file names are taken from <paramref name="folder"/>.</summary>
    public static ScoreOptions Parse(string command, string folder)
    {
        var options = new ScoreOptions { Qrels = "", Runs = [], Format = ScoreFormat.Trec };
        var (measures, files) = (new List<string>(), new List<string>());
        var words = command.Split('#')[0].Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1).ToArray();
        for (var i = 0; i < words.Length; i++)
        {
            var word = words[i];
            if (!word.StartsWith('-'))
                files.Add(Path.Combine(folder, word));
            else if (word is "-m")
                measures.Add(words[++i]);
            else
                options = Apply(options, word, measures);
        }

        return options with { Qrels = files[0], Runs = files[1..], Measures = measures };
    }

    private static ScoreOptions Apply(ScoreOptions options, string word, List<string> measures)
    {
        if (word.StartsWith("-m", StringComparison.Ordinal))
            measures.Add(word[2..]);
        return word switch
        {
            "-q" => options with { PerQuery = true },
            "-c" => options with { Complete = true },
            "-J" => options with { JudgedOnly = true },
            _ when word.StartsWith("-l", StringComparison.Ordinal) => options with { Level = int.Parse(word[2..], null) },
            _ when word.StartsWith("-M", StringComparison.Ordinal) => options with { MaxPerQuery = int.Parse(word[2..], null) },
            _ when word.StartsWith("-m", StringComparison.Ordinal) => options,
            _ => throw new ArgumentException("unknown option " + word, nameof(word)),
        };
    }
}
