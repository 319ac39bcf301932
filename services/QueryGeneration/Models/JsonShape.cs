namespace ImageSearchBench.QueryGeneration.Models;

/// <summary>The form of a structured answer.</summary>
/// <param name="Name">A name for the endpoint: letters, digits and '_'.</param>
/// <param name="Schema">A JSON schema that strict mode accepts: every property required, no others allowed.</param>
internal sealed record JsonShape(string Name, string Schema);
