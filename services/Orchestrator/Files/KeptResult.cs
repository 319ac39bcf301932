using System.Text.Json;
using ImageSearchBench.Orchestrator.Storage;

namespace ImageSearchBench.Orchestrator.Files;

/// <summary>A result that is made once: a job that was cut off finds it in its folder.</summary>
internal static class KeptResult
{
    /// <summary>The result in a file, made and written where it is not there.</summary>
    public static async Task<T> GetAsync<T>(string path, Func<Task<T>> make, CancellationToken cancellationToken)
    {
        if (File.Exists(path))
        {
            await using var known = DurableFile.OpenRead(path);
            return await JsonSerializer.DeserializeAsync<T>(known, Json.Line, cancellationToken) ?? throw new JsonException($"{path} is empty.");
        }

        var made = await make();
        await using (var file = DurableFile.Create(path + ".part"))
        {
            await JsonSerializer.SerializeAsync(file, made, Json.Line, cancellationToken);
            await file.FlushToDiskAsync(cancellationToken);
        }

        DurableFile.Publish(path + ".part", path);
        return made;
    }
}
