using ImageSearchBench.Orchestrator.LabelSets;

namespace ImageSearchBench.Orchestrator.Formats.Ids;

/// <summary>Ids that a source states, as one field of a line: those with white space or control characters get them as <c>%XX</c>, all others stay.</summary>
internal static class FieldId
{
    public static string Of(string id) => id.Any(c => char.IsWhiteSpace(c) || char.IsControl(c)) ? ImageIds.Encode(id) : id;
}
