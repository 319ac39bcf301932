using ImageSearchBench.Scenes.Scenery;

namespace ImageSearchBench.Scenes.Composition;

/// <summary>An invented town. Degrees, WGS 84.</summary>
internal sealed record Town(string Name, float Latitude, float Longitude);

/// <summary>Three or four towns for every theme; some serve several, as real ones do.</summary>
internal static class Towns
{
    private static readonly Town CoralBay = new("Coral Bay", 18.31f, 109.62f);
    private static readonly Town Port = new("Port Amber", 36.11f, 120.42f);
    private static readonly Town Sandport = new("Sandport", 41.32f, 2.21f);
    private static readonly Town Millbrook = new("Millbrook", 52.41f, 5.71f);
    private static readonly Town Greenfield = new("Greenfield", 46.92f, 7.35f);
    private static readonly Town Longmeadow = new("Long Meadow", 43.61f, 116.12f);
    private static readonly Town Riverton = new("Riverton", 31.22f, 121.43f);
    private static readonly Town Oldgate = new("Oldgate", 51.53f, -0.14f);
    private static readonly Town HarbourCity = new("Harbour City", 22.31f, 114.16f);
    private static readonly Town Highpass = new("High Pass", 45.98f, 7.71f);
    private static readonly Town Whitepeak = new("White Peak", 43.83f, 87.61f);
    private static readonly Town Mirrorlake = new("Mirror Lake", 46.42f, 9.86f);
    private static readonly Town Stillwater = new("Stillwater", 44.94f, -93.21f);
    private static readonly Town Dune = new("Dunes End", 40.12f, 94.72f);
    private static readonly Town Redrock = new("Red Rock", 33.45f, -111.92f);
    private static readonly Town Acacia = new("Acacia Plain", -2.33f, 34.83f);
    private static readonly Town Longgrass = new("Longgrass", -19.21f, 23.52f);

    public static Town[] For(Theme theme) => theme.Key switch
    {
        "beach" => [CoralBay, Port, Sandport],
        "farm" => [Millbrook, Greenfield, Longmeadow],
        "street" or "airport" => [Riverton, Oldgate, HarbourCity, Port],
        "park" => [Riverton, Oldgate, Greenfield],
        "snow" => [Highpass, Whitepeak, Mirrorlake],
        "lake" => [Mirrorlake, Stillwater, Greenfield],
        "desert" => [Dune, Redrock, Whitepeak],
        "savanna" => [Acacia, Longgrass],
        _ => [Riverton, Oldgate, Stillwater, Millbrook],
    };
}
