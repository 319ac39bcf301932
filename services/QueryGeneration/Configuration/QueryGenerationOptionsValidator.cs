using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace ImageSearchBench.QueryGeneration.Configuration;

/// <summary>Checks the models' settings, which annotations on the parent do not reach; reports every fault at once.</summary>
internal sealed class QueryGenerationOptionsValidator : IValidateOptions<QueryGenerationOptions>
{
    public ValidateOptionsResult Validate(string? name, QueryGenerationOptions options)
    {
        var faults = options.Models.SelectMany(m => Check(m.Key, m.Value)).ToList();
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static IEnumerable<string> Check(string name, LanguageModelOptions model)
    {
        var section = $"{QueryGenerationOptions.Section}:Models:{name}";
        var results = new List<ValidationResult>();
        Validator.TryValidateObject(model, new ValidationContext(model), results, validateAllProperties: true);
        foreach (var result in results)
            yield return $"{section}: {result.ErrorMessage}";

        if (model.Endpoint is null == model.Recording is null)
            yield return $"{section}: set either Endpoint (such as http://127.0.0.1:11434/v1) or Recording (a file of recorded replies).";
        if (model.Endpoint is { } endpoint && (!endpoint.IsAbsoluteUri || endpoint.Scheme is not ("http" or "https")))
            yield return $"{section}:Endpoint is '{endpoint}': give an absolute http or https address.";
        if (model.Endpoint is { IsAbsoluteUri: true, UserInfo.Length: > 0 })
            yield return $"{section}:Endpoint holds credentials: put the key into ApiKeyEnvironment or ApiKeyFile.";
        if (model is { ApiKeyEnvironment: not null, ApiKeyFile: not null })
            yield return $"{section}: set ApiKeyEnvironment or ApiKeyFile, not both.";
        if (model.Recording is { } recording && !Path.Exists(recording))
            yield return $"{section}:Recording is '{recording}', which does not exist.";
        if (model.ApiKeyFile is { } file && !File.Exists(file))
            yield return $"{section}:ApiKeyFile is '{file}', which does not exist.";
    }
}
