using ImageSearchBench.Scenes.Drawing;
using ImageSearchBench.Scenes.Kinds;

namespace ImageSearchBench.Scenes.Scenery;

/// <summary>A kind of place: what it looks like, what is found there, and what people call it.</summary>
/// <param name="Key">Short English name; stable.</param>
/// <param name="ZhPlaces">Chinese phrases that follow 在 or stand alone ("海滩上").</param>
/// <param name="EnPlaces">English phrases with preposition ("on the beach").</param>
/// <param name="Zones">Where things stand.</param>
/// <param name="Paint">Paints the backdrop.</param>
/// <param name="Clusters">Kinds that are often seen together there.</param>
/// <param name="Others">Further kinds that occur.</param>
internal sealed record Theme(
    string Key, string[] ZhPlaces, string[] EnPlaces, Zones Zones, Action<Pencil, Setting> Paint, Kind[][] Clusters, Kind[] Others)
{
    public bool Indoor { get; init; }

    /// <summary>Weather by frequency: repeated entries are likelier.</summary>
    public Weather[] Weathers { get; init; } = [Weather.Clear, Weather.Clear, Weather.Clear, Weather.Cloudy, Weather.Rain, Weather.Fog];

    /// <summary>Whether trees may blossom or be golden; wild ones are green.</summary>
    public bool Gardened { get; init; } = true;

    /// <summary>Colours of wall or tablecloth; none outdoors.</summary>
    public Tint[] Accents { get; init; } = [Tint.Plain];

    /// <summary>What the accent colours, in both languages; empty outdoors.</summary>
    public (string Zh, string En) AccentOf { get; init; } = ("", "");

    /// <summary>Months in which pictures are taken there.</summary>
    public int[] Months { get; init; } = [3, 4, 5, 6, 7, 8, 9, 10];
}
