namespace ImageSearchBench.Evaluator.Score;

/// <summary>How results are printed.</summary>
public enum ScoreFormat
{
    /// <summary>Figures with their intervals, aligned for reading; several runs side by side.</summary>
    Table,

    /// <summary>Lines exactly as trec_eval prints them: name, topic or "all", value.</summary>
    Trec,

    /// <summary>One JSON object.</summary>
    Json,

    /// <summary>Rows of run, topic, measure, value.</summary>
    Csv,
}

/// <summary>What <c>isb score</c> takes.</summary>
public sealed record ScoreOptions
{
    /// <summary>The judgements: TREC, BEIR (tsv), JSON lines or Chinese-CLIP; gzip or zstd; <c>-</c> is standard input.</summary>
    public required string Qrels { get; init; }

    /// <summary>The runs: TREC, BEIR (json or tsv), JSON lines or Chinese-CLIP predictions; gzip or zstd; <c>-</c> is standard input.</summary>
    public required IReadOnlyList<string> Runs { get; init; }

    /// <summary>
    /// Measures: names of ir_measures (<c>P@5</c>) or of trec_eval (<c>P.5,10</c>, <c>map</c>, <c>all_trec</c>, <c>official</c>); none means <c>official</c>,
    /// and <c>chinese-clip</c> where a run is Chinese-CLIP predictions.
    /// </summary>
    public IReadOnlyList<string> Measures { get; init; } = [];

    /// <summary>Whether to give each topic's values too.</summary>
    public bool PerQuery { get; init; }

    /// <summary>Whether topics that a run has no results for count as 0; else they are left out of its means, and said.</summary>
    public bool Complete { get; init; }

    /// <summary>A judgement counts as relevant from this grade on; at least 1.</summary>
    public int Level { get; init; } = 1;

    /// <summary>Whether unjudged results are dropped before anything is computed.</summary>
    public bool JudgedOnly { get; init; }

    /// <summary>Only so many results of a topic count.</summary>
    public int MaxPerQuery { get; init; } = int.MaxValue;

    /// <summary>How results are printed.</summary>
    public ScoreFormat Format { get; init; } = ScoreFormat.Table;

    /// <summary>Opens standard input, for <c>-</c>.</summary>
    public Func<Stream> StandardInput { get; init; } = Console.OpenStandardInput;
}
