using ImageSearchBench.Scenes.Drawing;
using ImageSearchBench.Scenes.Kinds;
using ImageSearchBench.Scenes.Scenery;
using SkiaSharp;

namespace ImageSearchBench.Scenes.Composition;

/// <summary>Finds a place for every object: little overlap where there is room, occlusion where there is not.</summary>
internal sealed class Layout(ScenePlan plan, Rng rng)
{
    private const float Side = Sky.Side;
    private const int Tries = 16;

    private readonly List<Placed> _placed = [];
    private readonly Zones _zones = plan.Theme.Zones;
    private readonly float _crowd = Crowding(plan.Groups.Sum(group => group.Count));

    /// <summary>All objects, from far to near.</summary>
    public IReadOnlyList<Placed> Arrange()
    {
        var order = Enumerable.Range(0, plan.Groups.Count).OrderByDescending(i => Rank(plan.Groups[i].Kind)).ThenBy(i => i);
        foreach (var index in order)
        {
            var group = plan.Groups[index];
            for (var i = 0; i < group.Count; i++) _placed.Add(Place(index, group));
        }

        return [.. _placed.OrderBy(placed => placed.Order)];
    }

    private static float Crowding(int objects) => objects switch
    {
        1 => 1.5f,
        2 => 1.3f,
        3 => 1.16f,
        4 => 1.04f,
        5 => 0.95f,
        _ => 0.86f,
    };

    /// <summary>Large and far things first: the small ones then find the gaps.</summary>
    private static float Rank(Kind kind) => (kind.Stand == Stand.Back ? 10 : 0) + (Perch.IsHost(kind) ? 5 : 0) + (kind.Size * kind.Width / kind.Height);

    private Placed Place(int index, Group group)
    {
        var kind = group.Kind;
        var look = new Look(
            group.Mixed ? rng.Pick(kind.Tints) : group.Tint, group.Mixed ? rng.Below(kind.Variants) : group.Variant, plan.Air.Night);
        if (Companion(index, kind, look) is { } companion) return companion;
        var best = Candidate(index, kind, look);
        var bestCost = Cost(best);
        for (var i = 1; i < Tries && bestCost > 0.08f; i++)
        {
            var next = Candidate(index, kind, look);
            var cost = Cost(next);
            if (cost < bestCost) (best, bestCost) = (next, cost);
        }

        return best;
    }

    /// <summary>Things on furniture, and umbrellas in hands.</summary>
    private Placed? Companion(int index, Kind kind, Look look)
    {
        if (kind == OutdoorThings.Umbrella && plan.Theme.Key != "beach")
        {
            var taken = _placed.Count(placed => placed.Kind == kind);
            var person = _placed.Where(placed => placed.Kind == People.Person).Skip(taken).FirstOrDefault();
            if (person is null) return null;
            var scale = person.Scale * 0.82f;
            return new Placed(index, kind, look, person.X + (person.Scale * 8), person.Base - (person.Scale * 52), scale, person.Order - 0.01f, false)
            { Grounded = false };
        }

        foreach (var host in _placed)
        {
            if (Perch.Scale(host.Kind, kind) is not { } share || rng.Chance(0.25f)) continue;
            var scale = share * host.Scale * host.Kind.Height / kind.Height;
            var reach = MathF.Max(0, (host.Kind.Width * host.Scale * 0.36f) - (kind.Width * scale * 0.3f));
            var x = host.X + rng.Between(-reach, reach);
            if (_placed.Any(other => other.Order > host.Order && other.Order < host.Order + 0.5f && MathF.Abs(other.X - x) < kind.Width * scale * 0.8f)) continue;
            return new Placed(index, kind, look, x, host.Base - (host.Kind.Height * host.Scale * Perch.Height(host.Kind)), scale, host.Order + 0.2f, Flip(kind))
            { Grounded = false };
        }

        return null;
    }

    private bool Flip(Kind kind) => kind.Mirrors && rng.Chance(0.5f);

    private Placed Candidate(int index, Kind kind, Look look)
    {
        var stand = kind.Stand;
        if (stand == Stand.Water && (_zones.Water is null || rng.Chance(kind == FarmAnimals.Duck ? 0.4f : 0f))) stand = Stand.Ground;
        var depth = rng.Unit();
        var (y, far, order) = stand switch
        {
            Stand.Back => (_zones.Horizon + (depth * 8), 0.82f, depth),
            Stand.Sky => (rng.Between(_zones.Sky.Top, _zones.Sky.Bottom), 0.8f + (0.3f * rng.Unit()), 2 + depth),
            Stand.Wall => (rng.Between(72, 96), 0.9f, 0.5f),
            Stand.Water => (Lerp(_zones.Water!.Value, depth), 0.66f + (0.25f * depth), 4 + depth),
            _ => (Lerp((_zones.GroundTop, _zones.GroundBottom), depth), _zones.Far + ((1 - _zones.Far) * depth), 10 + (depth * 10)),
        };
        var wanted = kind.Size * Side * far * _crowd * _zones.Zoom * rng.Between(0.88f, 1.16f);
        var height = MathF.Min(wanted, MathF.Min(Side * 0.86f, Side * 0.92f * kind.Height / kind.Width));
        var scale = height / kind.Height;
        if (stand == Stand.Sky) y = MathF.Max(y + (height / 2), height + 4);
        else y = MathF.Max(y, height + 3);
        var half = kind.Width * scale / 2;
        var x = half > Side * 0.4f ? rng.Between(Side * 0.42f, Side * 0.58f) : rng.Between(half * 0.8f, Side - (half * 0.8f));
        return new Placed(index, kind, look, x, y, scale, order, Flip(kind)) { Grounded = stand is Stand.Ground or Stand.Back };
    }

    private float Cost(Placed candidate)
    {
        var bounds = candidate.Bounds;
        var cost = 0f;
        foreach (var other in _placed)
        {
            var shared = SKRect.Intersect(bounds, other.Bounds);
            if (shared.IsEmpty) continue;
            var area = shared.Width * shared.Height;
            cost += area / MathF.Min(bounds.Width * bounds.Height, other.Bounds.Width * other.Bounds.Height);
        }

        return cost;
    }

    private static float Lerp((float From, float To) range, float share) => range.From + ((range.To - range.From) * share);
}
