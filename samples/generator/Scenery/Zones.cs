namespace ImageSearchBench.Scenes.Scenery;

/// <summary>Where things may stand, in a scene of 256 × 256 units, y down.</summary>
/// <param name="Horizon">Base line of what stands at the back.</param>
/// <param name="GroundTop">Farthest base line of things on the ground.</param>
/// <param name="GroundBottom">Nearest base line of things on the ground.</param>
internal sealed record Zones(float Horizon, float GroundTop, float GroundBottom)
{
    /// <summary>Range of base lines on water, or null without water.</summary>
    public (float Top, float Bottom)? Water { get; init; }

    /// <summary>Range of centres for what flies.</summary>
    public (float Top, float Bottom) Sky { get; init; } = (46, 108);

    /// <summary>Scale of things at GroundTop against those at GroundBottom.</summary>
    public float Far { get; init; } = 0.66f;

    /// <summary>Scale of everything: a table top is seen from nearer than a street.</summary>
    public float Zoom { get; init; } = 1;
}
