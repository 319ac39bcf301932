using ImageSearchBench.Scenes.Composition;
using ImageSearchBench.Scenes.Drawing;

namespace ImageSearchBench.Scenes.Output;

/// <summary>A sentence per language such as somebody types who looks for this very picture.</summary>
internal sealed record Caption(string Zh, string En)
{
    private const int MostGroups = 3;

    public static Caption Of(Scene scene)
    {
        var rng = scene.Words;
        var plan = scene.Plan;
        var shown = scene.Picture.Objects.GroupBy(seen => seen.Group)
            .Select(seen => (Group: plan.Groups[seen.Key], Count: seen.Count(), Pixels: seen.Sum(one => one.Pixels)))
            .OrderByDescending(seen => seen.Pixels).Take(MostGroups).ToList();
        if (shown.Count > 1 && rng.Chance(0.4f)) (shown[0], shown[1]) = (shown[1], shown[0]);
        var zh = new List<string>();
        var en = new List<string>();
        foreach (var (group, count, _) in shown)
        {
            var colour = rng.Chance(0.9f);
            zh.Add(Wording.Zh(group, count, colour));
            en.Add(Wording.En(group, count, colour));
        }

        var place = rng.Below(plan.Theme.ZhPlaces.Length);
        var namesDay = rng.Chance(0.3f);
        var accent = plan.Theme.Indoor && rng.Chance(0.5f);
        return new Caption(
            Chinese(scene, zh, plan.Theme.ZhPlaces[place], Wording.ZhAir(plan.Air, plan.Theme.Indoor, namesDay), accent, rng),
            English(scene, en, plan.Theme.EnPlaces[place], Wording.EnAir(plan.Air, plan.Theme.Indoor, namesDay), accent, rng));
    }

    private static string Chinese(Scene scene, List<string> things, string place, string air, bool accent, Rng rng)
    {
        var list = things.Count == 1 ? things[0] : string.Join("、", things.Take(things.Count - 1)) + "和" + things[^1];
        if (accent) place = $"{scene.Plan.Accent.Zh}{scene.Plan.Theme.AccentOf.Zh}的{place}";
        var when = air.Length == 0 ? "" : air + "，";
        return rng.Below(6) switch
        {
            0 => $"{when}{place}有{list}",
            1 => air.Length == 0 ? $"{place}的{list}" : $"{air}，{place}的{list}",
            2 => $"{list}在{place}{(air.Length == 0 ? "" : "，" + air)}",
            3 => things.Count == 1 ? $"{place}，{when}{list}" : $"{place}，{things[0]}旁边有{string.Join("和", things.Skip(1))}{(air.Length == 0 ? "" : "，" + air)}",
            4 => $"{list}，{place}{(air.Length == 0 ? "" : "，" + air)}",
            _ => $"{place}，{when}{list}",
        };
    }

    private static string English(Scene scene, List<string> things, string place, string air, bool accent, Rng rng)
    {
        var list = things.Count switch
        {
            1 => things[0],
            2 => $"{things[0]} and {things[1]}",
            _ => $"{string.Join(", ", things.Take(things.Count - 1))} and {things[^1]}",
        };
        if (accent) place += $" with {(scene.Plan.Theme.AccentOf.En == "walls" ? "" : "a ")}{scene.Plan.Accent.En} {scene.Plan.Theme.AccentOf.En}";
        var when = air.Length == 0 ? "" : " " + air;
        return rng.Below(5) switch
        {
            0 => $"{list} {place}{when}",
            1 => air.Length == 0 ? $"{place}: {list}" : $"{air}, {list} {place}",
            2 => things.Count == 1 ? $"{list} {place}{when}" : $"{things[0]} next to {string.Join(" and ", things.Skip(1))} {place}{when}",
            3 => $"{place}{when}, {list}",
            _ => $"a picture of {list} {place}{when}",
        };
    }
}
