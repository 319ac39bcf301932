using System.Buffers.Text;
using System.Globalization;
using System.Text.Json;

namespace ImageSearchBench.Orchestrator.LabelSets.Coco;

/// <summary>Reads typed values of COCO entries, each with a fault that says what was expected.</summary>
internal static class CocoFieldReader
{
    public static async ValueTask<long> ReadInt64Async(this JsonStreamReader json, string field, CancellationToken cancellationToken)
    {
        await json.ReadAsync(cancellationToken);
        if (json.Token is JsonTokenType.Number)
        {
            if (Utf8Parser.TryParse(json.Value, out long value, out var used) && used == json.Value.Length)
                return value;

            // Some tools write whole numbers as 12.0.
            if (TryDouble(json, out var number) && Math.Floor(number) == number && Math.Abs(number) < 1L << 53)
                return (long)number;
        }

        throw json.Fault($"'{field}' must be a whole number.");
    }

    public static async ValueTask<double> ReadDoubleAsync(this JsonStreamReader json, string field, CancellationToken cancellationToken)
    {
        await json.ReadAsync(cancellationToken);
        return json.Token is JsonTokenType.Number && TryDouble(json, out var value) && double.IsFinite(value)
            ? value
            : throw json.Fault($"'{field}' must be a number.");
    }

    public static async ValueTask<string> ReadStringAsync(this JsonStreamReader json, string field, CancellationToken cancellationToken)
    {
        await json.ReadAsync(cancellationToken);
        return json.Token is JsonTokenType.String ? json.GetString() : throw json.Fault($"'{field}' must be a string.");
    }

    /// <summary>A value for people, such as a date: a string, a number as it is written, or null for anything else.</summary>
    public static async ValueTask<string?> ReadTextAsync(this JsonStreamReader json, CancellationToken cancellationToken)
    {
        await json.ReadAsync(cancellationToken);
        if (json.Token is JsonTokenType.String or JsonTokenType.Number)
            return json.GetString() is { Length: > 0 } text ? text : null;
        await json.SkipAsync(cancellationToken);
        return null;
    }

    private static bool TryDouble(JsonStreamReader json, out double value) =>
        double.TryParse(json.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out value);
}
