namespace ImageSearchBench.Orchestrator.CaptionSets;

/// <summary>Sizes and shapes of photos that a caption set takes (method 2.1 a): neither huge nor a strip.</summary>
internal static class PhotoShape
{
    /// <summary>Width and height must be less than this.</summary>
    public const int Limit = 5000;

    /// <summary>Width divided by height must be more than this.</summary>
    public const double LeastRatio = 0.2;

    /// <summary>Width divided by height must be less than this.</summary>
    public const double MostRatio = 5;

    /// <summary>Why a photo of this size is left out; null when it is not.</summary>
    public static string? Fault(int width, int height)
    {
        if (width <= 0 || height <= 0)
            return $"its size is {width} × {height}.";
        if (width >= Limit || height >= Limit)
            return $"{width} × {height} pixels: width and height must be less than {Limit}.";
        var ratio = (double)width / height;
        return ratio is > LeastRatio and < MostRatio ? null : $"{width} × {height} pixels: width / height must be between 0.2 and 5.";
    }
}
