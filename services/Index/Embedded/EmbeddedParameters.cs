using ImageSearchBench.Hosting.Errors;

namespace ImageSearchBench.Index.Embedded;

/// <summary>Settings of a collection in the embedded store: <c>int8</c> = <c>true</c> (default) or <c>false</c>.</summary>
internal static class EmbeddedParameters
{
    /// <summary>Whether single queries scan 8-bit codes first, which takes a quarter more memory; results are identical.</summary>
    public const string Int8 = "int8";

    /// <summary>Refuses unknown settings, and fills in the defaults.</summary>
    public static IReadOnlyDictionary<string, string> Complete(IReadOnlyDictionary<string, string> parameters)
    {
        foreach (var (name, value) in parameters)
        {
            if (name != Int8)
                throw BenchException.Invalid($"The embedded store has no parameter '{name}': it knows '{Int8}'.", "parameters");
            if (value is not ("true" or "false"))
                throw BenchException.Invalid($"Parameter '{Int8}' is '{value}': use 'true' or 'false'.", "parameters");
        }

        return new Dictionary<string, string> { [Int8] = UsesInt8(parameters) ? "true" : "false" };
    }

    public static bool UsesInt8(IReadOnlyDictionary<string, string> parameters) =>
        !parameters.TryGetValue(Int8, out var value) || value == "true";
}
