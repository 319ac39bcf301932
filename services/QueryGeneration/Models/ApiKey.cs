using ImageSearchBench.Hosting.Errors;

namespace ImageSearchBench.QueryGeneration.Models;

/// <summary>Reads a model's key when the model is first used. It is handed to the client and kept nowhere else.</summary>
internal static class ApiKey
{
    // The client insists on a key; local servers look at none.
    private const string None = "none";

    /// <summary>The key.</summary>
    /// <exception cref="BenchException">FailedPrecondition: the variable is not set, or the file is empty.</exception>
    public static string Read(ModelProfile model)
    {
        var (key, where) = model.Options switch
        {
            { ApiKeyEnvironment: { } variable } => (Environment.GetEnvironmentVariable(variable), $"environment variable {variable}"),
            { ApiKeyFile: { } file } => (ReadFile(file), $"file {file}"),
            _ => (None, ""),
        };
        return string.IsNullOrWhiteSpace(key)
            ? throw new BenchException(ErrorKind.FailedPrecondition, $"The API key of language model '{model.Name}' is missing: {where} is empty.")
            : key.Trim();
    }

    private static string? ReadFile(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
