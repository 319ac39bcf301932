using System.Globalization;

namespace ImageSearchBench.Scenes;

/// <summary>The command line, read.</summary>
/// <param name="Count">Scenes to draw, from 1.</param>
/// <param name="Seed">Same seed, same scenes. Scene i does not depend on Count.</param>
/// <param name="Size">Width and height in pixels, 32 … 2048.</param>
/// <param name="Quality">JPEG quality, 1 … 100.</param>
/// <param name="Prefix">Begins every image's name.</param>
/// <param name="Out">Folder to write to.</param>
/// <param name="Details">Whether to write details.jsonl as well.</param>
/// <param name="Sheet">A JPEG to write with small pictures of the seed's scenes, instead of the scenes; or null.</param>
/// <param name="Kinds">A PNG to write with all kinds of object, instead of scenes; or null.</param>
internal sealed record Options(int Count, ulong Seed, int Size, int Quality, string Prefix, string Out, bool Details, string? Sheet, string? Kinds)
{
    public const string Usage =
        "usage: Scenes --out DIR [--count 600] [--seed 1] [--size 256] [--quality 85] [--prefix s] [--details]\n" +
        "       Scenes --sheet FILE.jpg [--seed 1] | --kinds FILE.png";

    /// <summary>Reads the command line; throws <see cref="FormatException"/> with a message for people.</summary>
    public static Options Parse(IReadOnlyList<string> args)
    {
        var options = new Options(600, 1, 256, 85, "s", "", false, null, null);
        for (var i = 0; i < args.Count; i++)
        {
            options = args[i] switch
            {
                "--count" => options with { Count = Number(args, ++i, 1, 1_000_000) },
                "--seed" => options with { Seed = (ulong)Number(args, ++i, 0, int.MaxValue) },
                "--size" => options with { Size = Number(args, ++i, 32, 2048) },
                "--quality" => options with { Quality = Number(args, ++i, 1, 100) },
                "--prefix" => options with { Prefix = Value(args, ++i) },
                "--out" => options with { Out = Value(args, ++i) },
                "--sheet" => options with { Sheet = Value(args, ++i) },
                "--kinds" => options with { Kinds = Value(args, ++i) },
                "--details" => options with { Details = true },
                _ => throw new FormatException($"unknown option {args[i]}"),
            };
        }

        if (options.Out.Length == 0 && options.Sheet is null && options.Kinds is null) throw new FormatException("--out is missing");
        return options;
    }

    private static string Value(IReadOnlyList<string> args, int at) =>
        at < args.Count ? args[at] : throw new FormatException($"{args[at - 1]} wants a value");

    private static int Number(IReadOnlyList<string> args, int at, int least, int most) =>
        int.TryParse(Value(args, at), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : throw new FormatException($"{args[at - 1]} wants a number from {least} to {most}");
}
