using ImageSearchBench.Scenes.Drawing;

namespace ImageSearchBench.Scenes.Kinds;

/// <summary>Which part of a background a kind stands on.</summary>
internal enum Stand
{
    /// <summary>On the ground, anywhere between the horizon and the lower edge.</summary>
    Ground,

    /// <summary>On the ground near the horizon, behind everything else.</summary>
    Back,

    /// <summary>In the air.</summary>
    Sky,

    /// <summary>On the water where there is water, else on the ground.</summary>
    Water,

    /// <summary>On the wall of a room.</summary>
    Wall,
}

/// <summary>How one instance is to be drawn.</summary>
/// <param name="Tint">The colour that captions name.</param>
/// <param name="Variant">Which of the kind's variants, 0 … Variants − 1.</param>
/// <param name="Night">Whether windows and lamps are lit.</param>
internal readonly record struct Look(Tint Tint, int Variant, bool Night);

/// <summary>A kind of object: its words, its size and its drawing.</summary>
/// <param name="Id">COCO category id. Ids have gaps, as COCO's do.</param>
/// <param name="En">English singular noun, also the category name.</param>
/// <param name="Zh">Chinese noun.</param>
/// <param name="Counter">Chinese measure word.</param>
/// <param name="Super">COCO supercategory.</param>
/// <param name="Width">Width of the design box. Its ground line is at y = Height.</param>
/// <param name="Height">Height of the design box, in the same units.</param>
/// <param name="Size">Height in the foreground, as a share of the image's height.</param>
/// <param name="Tints">The colours it comes in.</param>
/// <param name="Draw">Draws it into its design box.</param>
internal sealed record Kind(
    int Id, string En, string Zh, string Counter, string Super, float Width, float Height, float Size, Tint[] Tints, Action<Pencil, Look> Draw)
{
    public Stand Stand { get; init; } = Stand.Ground;

    public int Variants { get; init; } = 1;

    public string Plural { get; init; } = En + "s";

    /// <summary>Colour words before the noun are left out when the tint is the only one.</summary>
    public bool NamesColour => Tints.Length > 1;

    /// <summary>
    /// The part that has the colour, when it is not the whole: a Chinese attribute with {0} for the colour ("围{0}围巾的"), an English noun ("scarf", "scarves").
    /// </summary>
    public (string Zh, string En, string EnPlural)? ColouredPart { get; init; }

    /// <summary>Largest count drawn in one scene.</summary>
    public int Most { get; init; } = 3;

    /// <summary>Whether mirroring leaves it right (a clock or a book with lines must not be mirrored).</summary>
    public bool Mirrors { get; init; } = true;
}
