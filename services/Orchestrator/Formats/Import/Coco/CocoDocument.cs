using System.Runtime.CompilerServices;
using System.Text.Json;
using ImageSearchBench.Orchestrator.LabelSets.Coco;

namespace ImageSearchBench.Orchestrator.Formats.Import.Coco;

/// <summary>
/// Walks through the arrays at the top level of a JSON document of any size, one at a time, object by object. Where an array begins is kept
/// once it has been passed: no part of the file is read twice to find another one, and what is only passed is not checked.
/// </summary>
/// <param name="path">The file.</param>
internal sealed class CocoDocument(string path)
{
    // What is remembered stays small, whatever the file.
    private const int MostSections = 1000;

    private readonly Dictionary<string, Place> _sections = new(StringComparer.Ordinal);
    private bool _isWhollyPassed;

    /// <summary>The file.</summary>
    public string Path => path;

    /// <summary>Whether the document has an array of this name.</summary>
    public async Task<bool> HasAsync(string section, CancellationToken cancellationToken) => await FindAsync(section, cancellationToken) is not null;

    /// <summary>Stops the reader at the fields of each object of the array; the caller reads the fields up to the object's end.</summary>
    /// <param name="section">Name of the array, such as <c>images</c>.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="Hosting.Errors.BenchException">The document is broken, or has no such array.</exception>
    public async IAsyncEnumerable<JsonStreamReader> ReadAsync(string section, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var place = await FindAsync(section, cancellationToken);
        if (place is null)
            throw Hosting.Errors.BenchException.Invalid($"{path}: there is no array '{section}' at the top level.");
        await using var json = JsonStreamReader.OpenAt(path, place.Position, place.LinesBefore);
        await json.ReadAsync(cancellationToken);
        if (json.Token is not JsonTokenType.StartArray)
            throw json.Fault($"'{section}' must be an array.");
        while (await json.ReadAsync(cancellationToken) && json.Token is not JsonTokenType.EndArray)
        {
            if (json.Token is not JsonTokenType.StartObject)
                throw json.Fault($"'{section}' must hold objects.");
            yield return json;
        }
    }

    private async Task<Place?> FindAsync(string section, CancellationToken cancellationToken)
    {
        if (_sections.TryGetValue(section, out var known))
            return known;
        if (_isWhollyPassed)
            return null;
        await using var json = JsonStreamReader.Open(path);
        if (!await json.ReadAsync(cancellationToken) || json.Token is not JsonTokenType.StartObject)
            throw json.Fault("the document must begin with '{'.");
        while (await json.ReadAsync(cancellationToken) && json.Token is JsonTokenType.PropertyName)
        {
            var name = json.GetString();
            var place = new Place(json.Position, json.LinesBefore);
            if (_sections.Count >= MostSections)
                throw json.Fault($"the document has more than {MostSections} sections at the top level.");
            _sections.TryAdd(name, place);
            if (name == section)
                return place;
            await json.SkipUncheckedAsync(cancellationToken);
        }

        // What follows the document must be nothing: the reader says so otherwise.
        await json.ReadAsync(cancellationToken);
        _isWhollyPassed = true;
        return null;
    }

    /// <summary>Where the value of a property begins.</summary>
    private sealed record Place(long Position, long LinesBefore);
}
