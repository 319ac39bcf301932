namespace ImageSearchBench.Orchestrator.LabelSets;

/// <summary>What a label set may have beyond boxes and templates.</summary>
internal sealed record LabelSetExtras
{
    public static readonly LabelSetExtras None = new();

    /// <summary>Output of a tagger instead of annotations; empty where there is none.</summary>
    public string Tags { get; init; } = "";

    /// <summary>Tags with a lower score are left out; any finite number, since taggers give shares, logits and distances.</summary>
    public double MinScore { get; init; } = double.MinValue;

    /// <summary>What boxes round crowds count for.</summary>
    public CrowdBoxes Crowds { get; init; }

    /// <summary>Label sets that no image carries, wanted as queries for which an empty answer is right.</summary>
    public int Negatives { get; init; }

    /// <summary>Language model that writes natural queries; empty takes the first writer.</summary>
    public string WriterModel { get; init; } = "";

    /// <summary>Most tokens that natural queries may take; 0 means no limit.</summary>
    public long MaxTokens { get; init; }

    /// <summary>Most money that natural queries may cost; 0 means no limit.</summary>
    public double MaxCost { get; init; }
}
