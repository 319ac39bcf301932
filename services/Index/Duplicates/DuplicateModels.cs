using ImageSearchBench.Index.Collections;

namespace ImageSearchBench.Index.Duplicates;

/// <summary>What counts as a near-duplicate.</summary>
/// <param name="MinCosine">Least cosine to a group's representative, above 0 and at most 1.</param>
/// <param name="LabelFilter">Only vectors that carry all these labels.</param>
internal sealed record DuplicateOptions(float MinCosine, IReadOnlyDictionary<string, string> LabelFilter);

/// <summary>Vectors that are nearly the same.</summary>
/// <param name="Representative">The one that the others are near to.</param>
/// <param name="Members">The others, by id ascending, with their cosine to it.</param>
internal sealed record DuplicateGroup(string Representative, IReadOnlyList<Hit> Members);

/// <summary>How far the search for near-duplicates is.</summary>
/// <param name="Done">Vectors whose group is settled.</param>
/// <param name="Total">Vectors in all.</param>
/// <param name="Groups">Groups found since the step before.</param>
internal sealed record DuplicateStep(long Done, long Total, IReadOnlyList<DuplicateGroup> Groups);
