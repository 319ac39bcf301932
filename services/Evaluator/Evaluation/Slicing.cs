using System.Globalization;
using ImageSearchBench.Evaluator.Rankings;

namespace ImageSearchBench.Evaluator.Evaluation;

/// <summary>A part of the topics.</summary>
/// <param name="Attribute">The attribute.</param>
/// <param name="Value">Its value.</param>
/// <param name="Rows">Positions of its topics.</param>
internal sealed record SliceRows(string Attribute, string Value, IReadOnlyList<int> Rows);

/// <summary>Cuts topics into slices.</summary>
internal static class Slicing
{
    /// <summary>Slices by attribute, then value: numbers as numbers and first, the rest in UTF-8 byte order. Topics without the attribute are in none.</summary>
    public static IEnumerable<SliceRows> Cut<T>(
        IReadOnlyList<T> topics, Func<T, IReadOnlyDictionary<string, string>> attributesOf, IEnumerable<string> attributes)
    {
        foreach (var attribute in attributes.Distinct(StringComparer.Ordinal).Order(Utf8Order.Instance))
        {
            var slices = Enumerable.Range(0, topics.Count)
                .Where(row => attributesOf(topics[row]).ContainsKey(attribute))
                .GroupBy(row => attributesOf(topics[row])[attribute], StringComparer.Ordinal)
                .OrderBy(slice => Number(slice.Key))
                .ThenBy(slice => slice.Key, Utf8Order.Instance);
            foreach (var slice in slices)
                yield return new SliceRows(attribute, slice.Key, [.. slice]);
        }
    }

    private static double Number(string value) =>
        double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
            ? number
            : double.PositiveInfinity;
}
