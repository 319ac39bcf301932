namespace ImageSearchBench.Orchestrator.Reports.Page;

/// <summary>A line of a chart.</summary>
public sealed record ChartSeries(string Name, IReadOnlyList<ChartPoint> Points);

/// <summary>A point of a line; <paramref name="Y"/> is from 0 to 1.</summary>
public sealed record ChartPoint(double X, double Y);

/// <summary>What the horizontal axis of a chart is.</summary>
public enum ChartAxis
{
    /// <summary>A number of images, from 1 on.</summary>
    Count,

    /// <summary>A share from 0 to 1.</summary>
    Share,

    /// <summary>Any number, from the least to the largest there is.</summary>
    Number,
}

/// <summary>The colours of systems, defined in the style sheet as <c>--series-0</c> and so on.</summary>
internal static class SeriesColors
{
    public const int Count = 8;

    /// <summary>Dashes tell lines apart where colours do not.</summary>
    public static string Dash(int series) => (series % 4) switch
    {
        0 => "none",
        1 => "7 4",
        2 => "2 3",
        _ => "9 3 2 3",
    };
}
