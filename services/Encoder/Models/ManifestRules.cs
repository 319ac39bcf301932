using System.Text.RegularExpressions;
using ImageSearchBench.Encoder.Texts;
using ImageSearchBench.Hosting.Errors;

namespace ImageSearchBench.Encoder.Models;

/// <summary>What a manifest must say; all faults are told at once.</summary>
internal static partial class ManifestRules
{
    /// <summary>Checks a manifest.</summary>
    /// <exception cref="BenchException">INVALID_ARGUMENT with every fault.</exception>
    public static void Check(ModelManifest manifest, string path)
    {
        var faults = new List<string>();
        void Require(bool holds, string fault)
        {
            if (!holds)
                faults.Add(fault);
        }

        Require(manifest.Schema == ModelManifest.CurrentSchema, $"schema is {manifest.Schema}; this program reads {ModelManifest.CurrentSchema}");
        Require(manifest.Name.Length == 0 || IsName(manifest.Name), $"name '{manifest.Name}' has other characters than letters, digits, '.', '_', '-', or is longer than 64");
        Require(manifest.Dimension is >= 0 and <= 65536, $"dimension is {manifest.Dimension}");
        Require((manifest.Image is not null) == manifest.Kind is ModelKind.Dual or ModelKind.Image, $"kind {manifest.Kind} and the section 'image' do not go together");
        Require((manifest.Text is not null) == manifest.Kind is ModelKind.Dual or ModelKind.Text, $"kind {manifest.Kind} and the section 'text' do not go together");
        if (manifest.Image is { } image)
        {
            Require(IsInside(image.File), $"image.file '{image.File}' is no path inside the folder");
            Require(image.Size is > 0 and <= 2048, $"image.size is {image.Size}; 1 to 2048 are possible");
            Require(image.Preprocess.IsValid, "image.preprocess.mean and std must be three finite numbers each, std above 0");
        }

        if (manifest.Text is { } text)
        {
            Require(IsInside(text.File), $"text.file '{text.File}' is no path inside the folder");
            Require(IsInside(text.Tokenizer.Vocab), $"text.tokenizer.vocab '{text.Tokenizer.Vocab}' is no path inside the folder");
            Require(text.Tokenizer.Merges is null || IsInside(text.Tokenizer.Merges), $"text.tokenizer.merges '{text.Tokenizer.Merges}' is no path inside the folder");
            Require(text.Context is >= 3 and <= 8192, $"text.context is {text.Context}; 3 to 8192 are possible");
            Require(text.PadToMultipleOf is null or (> 0 and <= 64), $"text.pad_to_multiple_of is {text.PadToMultipleOf}; 1 to 64 are possible");
            Require(text.Tokenizer.MaxWordLength is > 0 and <= 1000, $"text.tokenizer.max_word_length is {text.Tokenizer.MaxWordLength}; 1 to 1000 are possible");
            Require(text.Tokenizer.Kind == TokenizerKind.Bert || text.Tokenizer.Cleaning != CleaningKind.None || text.Tokenizer.Kind == TokenizerKind.Unigram, "text.tokenizer.cleaning 'none' does not go with clip_bpe");
        }

        foreach (var file in (manifest.Goldens?.Images ?? []).Select(g => g.File).OfType<string>())
            Require(IsInside(file), $"goldens.images.file '{file}' is no path inside the folder");
        if (faults.Count > 0)
            throw BenchException.Invalid($"{path}: {string.Join("; ", faults)}.");
    }

    /// <summary>Whether a model may be called so.</summary>
    public static bool IsName(string name) => NamePattern().IsMatch(name) && name is not ("." or "..") && !name.StartsWith('.');

    /// <summary>Whether a path stays inside the folder it is relative to.</summary>
    public static bool IsInside(string path) =>
        path.Length > 0 && !Path.IsPathRooted(path) && !path.Contains('\\') && !path.Contains('\0')
        && Array.TrueForAll(path.Split('/'), part => part is not ("" or "." or ".."));

    [GeneratedRegex(@"\A[A-Za-z0-9._-]{1,64}\z", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex NamePattern();
}
