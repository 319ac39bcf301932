using System.ComponentModel.DataAnnotations;

namespace ImageSearchBench.Evaluator;

/// <summary>Limits of the service, section <c>Evaluator</c>.</summary>
public sealed class EvaluatorOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Evaluator";

    /// <summary>Topics in one call at most; their values are kept until the call ends. Default 1,000,000.</summary>
    [Range(1, 100_000_000)]
    public int MaxTopics { get; set; } = 1_000_000;

    /// <summary>Results, pairs or values that one analysis keeps at most, 9 to 16 bytes each. Default 50,000,000.</summary>
    [Range(1, 1_000_000_000)]
    public int MaxItems { get; set; } = 50_000_000;
}
