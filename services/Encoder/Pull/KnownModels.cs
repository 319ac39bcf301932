using ImageSearchBench.Encoder.Models;

namespace ImageSearchBench.Encoder.Pull;

/// <summary>A model that can be pulled by a short name.</summary>
/// <param name="Name">The short name.</param>
/// <param name="Repository">Its repository on the hub.</param>
/// <param name="Complete">Adds what the repository's files do not say.</param>
internal sealed record KnownModel(string Name, string Repository, Func<ModelManifest, ModelManifest> Complete);

/// <summary>The models that can be pulled by a short name.</summary>
internal static class KnownModels
{
    private static readonly KnownModel[] All =
    [
        new("clip-vit-b-32", "Xenova/clip-vit-base-patch32", m => m with
        {
            Languages = ["en"], License = "MIT", Description = "OpenAI CLIP ViT-B/32: English, 512 dimensions.",
        }),
        new("chinese-clip-vit-b-16", "Xenova/chinese-clip-vit-base-patch16", m => m with
        {
            Languages = ["zh"], License = "Apache-2.0", Description = "Chinese-CLIP ViT-B/16: Chinese, 512 dimensions.",
        }),
        new("siglip-base", "Xenova/siglip-base-patch16-224", m => m with
        {
            Languages = ["en"], License = "Apache-2.0", Description = "SigLIP base, patches of 16 pixels, 224 pixels: English, 768 dimensions.",
        }),
        new("bge-small-zh-v1.5", "Xenova/bge-small-zh-v1.5", m => m with
        {
            Languages = ["zh"], License = "MIT", Description = "Sentence encoder for Chinese, 512 dimensions; the vector of [CLS].",
            // The converted repository leaves 1_Pooling/config.json out; the original says CLS.
            Text = m.Text is null ? null : m.Text with { Pooling = m.Text.Pooling == PoolingKind.None ? PoolingKind.None : PoolingKind.Cls },
        }),
    ];

    /// <summary>The model of a short name or of a repository; null when it is not one of these.</summary>
    public static KnownModel? Find(string source) => Array.Find(
        All, m => string.Equals(m.Name, source, StringComparison.OrdinalIgnoreCase) || string.Equals(m.Repository, source, StringComparison.OrdinalIgnoreCase));

    /// <summary>Their short names.</summary>
    public static IEnumerable<string> Names => All.Select(m => m.Name);
}
