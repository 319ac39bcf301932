using System.IO.Hashing;
using System.Text;
using ImageSearchBench.Hosting.Errors;
using ImageSearchBench.Orchestrator.Files;

namespace ImageSearchBench.Orchestrator.Systems;

/// <summary>Vectors of one side, with the file of their ids; null where rows are in the order of the dataset's queries.</summary>
internal sealed record VectorSet(VectorFile File, string? IdsPath);

/// <summary>A folder of ready vectors: <c>images</c> (or <c>gallery</c>) and <c>queries</c>.</summary>
/// <param name="Images">The images' vectors.</param>
/// <param name="Queries">The queries' vectors.</param>
/// <param name="Hash">SHA-256 over all its files.</param>
internal sealed record VectorFolder(VectorSet Images, VectorSet Queries, string Hash)
{
    /// <summary>Opens a folder.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="datasetQueries">Number of the dataset's queries, for vectors of queries without ids.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="BenchException">A file is missing, ambiguous or broken, or files do not fit each other.</exception>
    public static async Task<VectorFolder> OpenAsync(string path, long datasetQueries, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(path))
            throw BenchException.NotFound($"There is no folder {path} on the server.", "system");

        var images = await OpenSetAsync(path, ["images", "gallery"], idsRequired: true, 0, cancellationToken);
        var queries = await OpenSetAsync(path, ["queries"], idsRequired: false, datasetQueries, cancellationToken);
        if (images.File.Dimension != queries.File.Dimension)
        {
            throw BenchException.Invalid(
                $"{images.File.Path} has vectors of {images.File.Dimension} numbers, {queries.File.Path} of {queries.File.Dimension}: they must be of one space.");
        }

        var hash = "";
        foreach (var file in (string?[])[images.File.Path, images.IdsPath, queries.File.Path, queries.IdsPath])
            hash += file is null ? "-\n" : await Hashing.Sha256FileAsync(file, cancellationToken) + "\n";
        return new VectorFolder(images, queries, Hashing.Sha256(hash));
    }

    private static async Task<VectorSet> OpenSetAsync(
        string folder, string[] names, bool idsRequired, long rowsWithoutIds, CancellationToken cancellationToken)
    {
        var found = names.SelectMany(n => new[] { n + ".npy", n + ".f32" }).Where(n => File.Exists(Path.Combine(folder, n))).ToArray();
        if (found.Length != 1)
        {
            var wanted = string.Join(" or ", names.Select(n => $"{n}.npy or {n}.f32"));
            throw BenchException.Invalid(
                found.Length == 0 ? $"{folder} has no {wanted}." : $"{folder} has {string.Join(" and ", found)}: leave one of them.", "system");
        }

        var path = Path.Combine(folder, found[0]);
        var name = Path.GetFileNameWithoutExtension(path);
        var ids = new[] { $"{name}_ids.txt", $"{name}.txt" }.Select(n => Path.Combine(folder, n)).FirstOrDefault(File.Exists);
        if (ids is null && idsRequired)
            throw BenchException.Invalid($"{folder} has no {name}_ids.txt with the id of each vector, one a line.", "system");

        var rows = ids is null ? rowsWithoutIds : await CountIdsAsync(ids, cancellationToken);
        var file = path.EndsWith(".npy", StringComparison.Ordinal)
            ? await NpyHeader.ReadAsync(path, cancellationToken)
            : VectorFile.OpenRaw(path, rows);
        if (file.Rows == rows)
            return new VectorSet(file, ids);
        throw BenchException.Invalid(
            ids is null
                ? $"{path} has {file.Rows} vectors, the dataset {rows} queries. Without {name}_ids.txt there must be one for each query, in the dataset's order."
                : $"{path} has {file.Rows} vectors, {ids} has {rows} ids.");
    }

    // Reads the ids through, so that faults come up before anything is indexed.
    private static async Task<long> CountIdsAsync(string path, CancellationToken cancellationToken)
    {
        var seen = new HashSet<UInt128>();
        await using var lines = LineReader.Open(path);
        while (await lines.ReadAsync(cancellationToken))
        {
            var id = lines.Line.Span;
            if (id.Length is 0 or > 1024 || id.IndexOfAny((byte)' ', (byte)'\t') >= 0)
                throw lines.Fault("an id has 1 to 1024 bytes without white space.");
            if (!seen.Add(XxHash128.HashToUInt128(id)))
                throw lines.Fault($"the id '{Encoding.UTF8.GetString(id)}' is there twice.");
        }

        return lines.Number > 0 ? lines.Number : throw BenchException.Invalid($"{path} has no ids.");
    }
}
