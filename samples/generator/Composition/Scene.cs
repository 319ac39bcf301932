using ImageSearchBench.Scenes.Drawing;
using ImageSearchBench.Scenes.Scenery;

namespace ImageSearchBench.Scenes.Composition;

/// <summary>One scene with all that is known about it.</summary>
/// <param name="Index">0-based.</param>
/// <param name="Plan">What was to be shown.</param>
/// <param name="Picture">What was drawn.</param>
/// <param name="Time">Local time of capture.</param>
/// <param name="Latitude">Degrees, WGS 84.</param>
/// <param name="Longitude">Degrees, WGS 84.</param>
/// <param name="Place">Name of the town.</param>
/// <param name="Words">For captions: independent of the drawing's numbers.</param>
internal sealed record Scene(
    int Index, ScenePlan Plan, Rendered Picture, DateTime Time, float Latitude, float Longitude, string Place, Rng Words)
{
    /// <summary>Draws scene number <paramref name="index"/> of the seed.</summary>
    public static Scene Make(ulong seed, int index, Renderer renderer)
    {
        var rng = Rng.For(seed, (ulong)index);
        var outing = Outing.Of(seed, index);
        var time = outing.Day.AddHours(outing.FirstHour).AddMinutes(rng.Below(210));
        var weather = rng.Chance(0.7f) ? outing.Weather : rng.Pick(outing.Theme.Weathers);
        var air = new Atmosphere(LightAt(time.TimeOfDay), weather);
        var plan = Planner.Plan(outing.Theme, air, rng);
        var objects = new Layout(plan, rng).Arrange();
        var picture = renderer.Render(plan, objects, rng);
        var (north, east) = (rng.Between(-0.004f, 0.004f), rng.Between(-0.004f, 0.004f));
        return new Scene(
            index, plan, picture, time, outing.Latitude + north, outing.Longitude + east, outing.Town.Name, Rng.For(seed ^ 0xCA97107UL, (ulong)index));
    }

    private static Light LightAt(TimeSpan time) => time.TotalHours switch
    {
        < 17.5 => Light.Day,
        < 19.25 => Light.Sunset,
        _ => Light.Night,
    };
}
