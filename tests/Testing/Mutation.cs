using System.Text;

namespace ImageSearchBench.Testing;

/// <summary>Seeded damage to files and texts, as transfers, bugs and attackers do it.</summary>
public static class Mutation
{
    private static readonly int[] NastyRunes =
        [0, 7, 0x1B, 0x7F, 0x85, 0xA0, 0xAD, 0x200B, 0x200D, 0x202E, 0x2028, 0xFEFF, 0xFFFD, 0xFFFF, 0x1F600, 0x10FFFF, 0x301, '&', '<', '\'', '%', '#'];

    /// <summary>A damaged copy of a file: bits flipped, bytes set to extremes, parts cut, doubled, zeroed, or another file's tail.</summary>
    public static byte[] Of(byte[] file, byte[] other, Random random)
    {
        var result = file.ToArray();
        for (var rounds = random.Next(1, 5); rounds > 0 && result.Length > 0; rounds--)
            result = Once(result, other, random);
        return result;
    }

    /// <summary>A damaged copy of a text; always valid UTF-16.</summary>
    public static string Of(string text, string other, Random random)
    {
        var runes = text.EnumerateRunes().ToList();
        for (var rounds = random.Next(1, 8); rounds > 0; rounds--)
        {
            var at = random.Next(runes.Count + 1);
            switch (random.Next(6))
            {
                case 0:
                    runes.Insert(at, new Rune(NastyRunes[random.Next(NastyRunes.Length)]));
                    break;
                case 1:
                    runes.InsertRange(at, other.EnumerateRunes());
                    break;
                case 2:
                    runes.InsertRange(at, Enumerable.Repeat(AnyRune(random), random.Next(1, 300)));
                    break;
                case 3 when runes.Count > 0:
                    runes.RemoveRange(0, random.Next(runes.Count));
                    break;
                case 4 when at < runes.Count:
                    runes[at] = AnyRune(random);
                    break;
                default:
                    runes.Reverse();
                    break;
            }
        }

        return string.Concat(runes.Select(r => r.ToString()));
    }

    private static byte[] Once(byte[] file, byte[] other, Random random)
    {
        var at = random.Next(file.Length);
        var length = random.Next(1, Math.Min(64, file.Length - at) + 1);
        switch (random.Next(8))
        {
            case 0:
                file[at] ^= (byte)(1 << random.Next(8));
                return file;
            case 1:
                // Sizes and offsets stand near the beginning.
                file[random.Next(Math.Min(64, file.Length))] = (byte)random.Next(256);
                return file;
            case 2:
                file.AsSpan(at, length).Fill((byte)(random.Next(2) * 255));
                return file;
            case 3:
                return file[..at];
            case 4:
                return [.. file[..at], .. file.AsSpan(at, length), .. file[at..]];
            case 5:
                return [.. file[..at], .. file[(at + length)..]];
            case 6:
                return other.Length == 0 ? file : [.. file[..at], .. other[random.Next(other.Length)..]];
            default:
                random.NextBytes(file.AsSpan(at, length));
                return file;
        }
    }

    private static Rune AnyRune(Random random)
    {
        var value = random.Next(0x110000 - 0x800);
        return new Rune(value < 0xD800 ? value : value + 0x800);
    }
}
