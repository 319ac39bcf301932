namespace ImageSearchBench.QueryGeneration.Images;

/// <summary>Names under which a recording may know a question about an image.</summary>
internal static class ImageSubjects
{
    /// <summary>By the file's hash, by the caller's id, and by the id as a file name without its extension; each behind the text where there is one.</summary>
    /// <param name="image">The image.</param>
    /// <param name="imageId">The caller's id; may be empty.</param>
    /// <param name="text">The query or caption asked about; null for none.</param>
    public static IReadOnlyList<string> Of(ImageInput image, string imageId, string? text = null)
    {
        var names = new List<string>(3) { image.Sha256 };
        if (imageId.Length > 0)
        {
            names.Add(imageId);
            names.Add(Path.GetFileNameWithoutExtension(imageId));
        }

        return text is null ? names : names.ConvertAll(n => $"{text} | {n}");
    }
}
