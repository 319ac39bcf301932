using ImageSearchBench.Scenes.Kinds;

namespace ImageSearchBench.Scenes.Composition;

/// <summary>What rests on what: cups on tables, cats on sofas, clocks nowhere.</summary>
internal static class Perch
{
    private static readonly HashSet<Kind> Hosts = [RoomThings.Table, Seats.Sofa, Seats.Bed, Seats.Bench];

    public static bool IsHost(Kind kind) => Hosts.Contains(kind);

    /// <summary>Height of the resting surface above the host's base, as a share of the host's height.</summary>
    public static float Height(Kind host)
    {
        if (host == RoomThings.Table) return 0.86f;
        if (host == Seats.Sofa) return 0.34f;
        return host == Seats.Bed ? 0.42f : 0.36f;
    }

    /// <summary>Height of the guest as a share of the host's, or null when it does not rest there.</summary>
    public static float? Scale(Kind host, Kind guest)
    {
        if (host == RoomThings.Table)
        {
            if (guest.Super is "food" or "tableware") return guest.Size * 2.1f;
            if (guest == RoomThings.Book) return 0.5f;
            return guest == Plants.PottedPlant ? 0.95f : null;
        }

        if (!IsHost(host)) return null;
        if (guest == Pets.Cat || guest == Pets.Dog) return host == Seats.Bench ? null : 0.8f;
        if (guest == RoomThings.Guitar) return host == Seats.Bench ? null : 0.95f;
        return guest == RoomThings.Book ? 0.4f : null;
    }
}
