using System.Runtime.CompilerServices;
using System.Text.Json;
using ImageSearchBench.Orchestrator.LabelSets.Coco;

namespace ImageSearchBench.Orchestrator.Formats.Import.Coco;

/// <summary>Walks through one array at the top level of a JSON document of any size, object by object.</summary>
internal static class CocoDocument
{
    /// <summary>Stops the reader at the fields of each object of the array; the caller reads the fields up to the object's end.</summary>
    /// <param name="path">The file.</param>
    /// <param name="section">Name of the array, such as <c>images</c>.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="Hosting.Errors.BenchException">The document is broken, or has no such array.</exception>
    public static async IAsyncEnumerable<JsonStreamReader> ReadAsync(
        string path, string section, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var json = JsonStreamReader.Open(path);
        if (!await json.ReadAsync(cancellationToken) || json.Token is not JsonTokenType.StartObject)
            throw json.Fault("the document must begin with '{'.");
        var name = System.Text.Encoding.UTF8.GetBytes(section);
        while (await json.ReadAsync(cancellationToken) && json.Token is JsonTokenType.PropertyName)
        {
            if (!json.ValueIs(name))
            {
                await json.SkipAsync(cancellationToken);
                continue;
            }

            await json.ReadAsync(cancellationToken);
            if (json.Token is not JsonTokenType.StartArray)
                throw json.Fault($"'{section}' must be an array.");
            while (await json.ReadAsync(cancellationToken) && json.Token is not JsonTokenType.EndArray)
            {
                if (json.Token is not JsonTokenType.StartObject)
                    throw json.Fault($"'{section}' must hold objects.");
                yield return json;
            }

            yield break;
        }

        throw json.Fault($"there is no array '{section}' at the top level.");
    }
}
