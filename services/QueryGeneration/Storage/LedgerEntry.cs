using ImageSearchBench.QueryGeneration.Calls;

namespace ImageSearchBench.QueryGeneration.Storage;

/// <summary>What one model spent for one step, in one job or in all; also used for an addition to it.</summary>
internal sealed record LedgerEntry
{
    /// <summary>The job; empty: none.</summary>
    public string JobId { get; init; } = "";

    /// <summary>The model's configured name.</summary>
    public required string Model { get; init; }

    /// <summary>What the calls were for.</summary>
    public required GenerationStep Step { get; init; }

    /// <summary>Calls answered and paid.</summary>
    public long Calls { get; init; }

    /// <summary>Answers from the store.</summary>
    public long Cached { get; init; }

    /// <summary>Attempts that failed.</summary>
    public long FailedAttempts { get; init; }

    /// <summary>Tokens read.</summary>
    public long InputTokens { get; init; }

    /// <summary>Tokens written.</summary>
    public long OutputTokens { get; init; }

    /// <summary>Money.</summary>
    public double Cost { get; init; }

    /// <summary>Currency of <see cref="Cost"/>.</summary>
    public string Currency { get; init; } = "";

    /// <summary>Calls whose tokens are estimated.</summary>
    public long EstimatedCalls { get; init; }

    /// <summary>Which row of the ledger it belongs to.</summary>
    public (string JobId, string Model, GenerationStep Step, string Currency) Row => (JobId, Model, Step, Currency);

    /// <summary>Both together, as an addition to the same row.</summary>
    public LedgerEntry Plus(LedgerEntry other) => this with
    {
        Calls = Calls + other.Calls,
        Cached = Cached + other.Cached,
        FailedAttempts = FailedAttempts + other.FailedAttempts,
        InputTokens = InputTokens + other.InputTokens,
        OutputTokens = OutputTokens + other.OutputTokens,
        Cost = Cost + other.Cost,
        EstimatedCalls = EstimatedCalls + other.EstimatedCalls,
    };
}
