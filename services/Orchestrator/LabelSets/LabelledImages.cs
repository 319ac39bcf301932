namespace ImageSearchBench.Orchestrator.LabelSets;

/// <summary>Images with what they carry, as annotations or a tagger say it.</summary>
/// <param name="Ids">Ids of the images, by ordinal.</param>
/// <param name="Categories">Categories in a fixed order, with their images by ordinal.</param>
/// <param name="Licences">Licences by the id that the images' entries name them by.</param>
/// <param name="HasBoxes">Labels come as boxes, so that the size of a box is known.</param>
internal sealed record LabelledImages(
    ImageIdTable Ids,
    IReadOnlyList<(string Name, CategoryImages Images)> Categories,
    IReadOnlyDictionary<long, string> Licences,
    bool HasBoxes);
