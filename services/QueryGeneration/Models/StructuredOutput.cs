namespace ImageSearchBench.QueryGeneration.Models;

/// <summary>How structured answers are asked for, best first.</summary>
internal enum StructuredOutput
{
    /// <summary>By a JSON schema that the endpoint enforces.</summary>
    JsonSchema,

    /// <summary>As any JSON object.</summary>
    JsonObject,

    /// <summary>In the prompt alone; the answer is searched for JSON.</summary>
    Text,
}
