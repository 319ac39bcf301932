namespace ImageSearchBench.Orchestrator.Runs;

/// <summary>Mean precision at a cutoff with every unjudged result as wrong (<c>Low</c>) and as right (<c>High</c>), and the judged share of the top.</summary>
internal sealed record PrecisionBounds(int Cutoff, double Low, double High, double Judged);
