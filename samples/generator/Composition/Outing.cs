using ImageSearchBench.Scenes.Drawing;
using ImageSearchBench.Scenes.Scenery;

namespace ImageSearchBench.Scenes.Composition;

/// <summary>
/// A day on which somebody takes a few pictures at one place. Scenes of an outing lie hundreds of metres and minutes apart,
/// outings lie towns and days apart: what a selection by place and time has to cope with.
/// </summary>
internal sealed record Outing(Theme Theme, Town Town, DateTime Day, int FirstHour, Weather Weather, float Latitude, float Longitude)
{
    /// <summary>Scenes of one outing; theirs are every n-th id, n being the number of themes.</summary>
    public const int Scenes = 5;

    /// <summary>The outing that a scene belongs to. Depends on seed and index only, not on how many scenes are drawn.</summary>
    public static Outing Of(ulong seed, int index)
    {
        var themes = Themes.All.Count;
        var number = (ulong)((index / themes / Scenes * themes) + (index % themes));
        var rng = Rng.For(seed ^ 0x0D15EA5EUL, number);
        var theme = Themes.All[index % themes];
        var town = rng.Pick(Towns.For(theme));
        var month = rng.Pick(theme.Months);
        var day = new DateTime(2021 + rng.Below(4), month, 1 + rng.Below(28), 0, 0, 0, DateTimeKind.Unspecified);
        var hour = rng.Pick<int>([8, 10, 12, 15, 16, 18, 19]);
        return new Outing(theme, town, day, hour, rng.Pick(theme.Weathers), town.Latitude + rng.Between(-0.03f, 0.03f), town.Longitude + rng.Between(-0.03f, 0.03f));
    }
}
