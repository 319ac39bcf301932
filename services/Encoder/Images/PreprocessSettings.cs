using System.Globalization;
using System.Text.Json.Serialization;

namespace ImageSearchBench.Encoder.Images;

/// <summary>How an image is brought to the model's square.</summary>
internal enum ResizeMode
{
    /// <summary>The shorter side to the model's size, then the middle is cut out.</summary>
    Shortest,

    /// <summary>Both sides to the model's size; the aspect ratio changes.</summary>
    Squash,

    /// <summary>The longer side to the model's size, the rest is black.</summary>
    Pad,
}

/// <summary>Which comes first. OpenAI's and Chinese-CLIP's own code resizes in the file's mode, Hugging Face's converts first.</summary>
internal enum ConversionOrder
{
    /// <summary>To RGB, then resize.</summary>
    ConvertFirst,

    /// <summary>Resize in the file's own mode, then to RGB.</summary>
    ResizeFirst,
}

/// <summary>How an odd margin of the centre crop is halved; it moves the window by one pixel.</summary>
internal enum CropRounding
{
    /// <summary>To even, as torchvision does.</summary>
    HalfEven,

    /// <summary>Down, as Hugging Face does.</summary>
    Floor,
}

/// <summary>The preprocessing of an image tower; every choice that moves a figure is explicit.</summary>
internal sealed record PreprocessSettings
{
    public ResizeMode Resize { get; init; } = ResizeMode.Shortest;

    public ResampleFilter Filter { get; init; } = ResampleFilter.Bicubic;

    public ConversionOrder Order { get; init; } = ConversionOrder.ConvertFirst;

    public CropRounding CropRounding { get; init; } = CropRounding.HalfEven;

    /// <summary>Mean of red, green, blue, on the scale 0 to 1. Default: CLIP's.</summary>
    public float[] Mean { get; init; } = [0.48145466f, 0.4578275f, 0.40821073f];

    /// <summary>Standard deviation of red, green, blue, on the scale 0 to 1. Default: CLIP's.</summary>
    public float[] Std { get; init; } = [0.26862954f, 0.26130258f, 0.27577711f];

    /// <summary>Turn the image as its EXIF orientation says. Reference pipelines do not.</summary>
    public bool ApplyExif { get; init; }

    /// <summary>One line that names every choice; part of the key under which vectors are cached.</summary>
    public string Describe(int size) => string.Create(
        CultureInfo.InvariantCulture,
        $"{Resize}-{Filter}-{Order}-{CropRounding}-{size}-exif{(ApplyExif ? 1 : 0)}-mean{string.Join(',', Mean)}-std{string.Join(',', Std)}").ToLowerInvariant();

    [JsonIgnore]
    public bool IsValid => Mean.Length == 3 && Std.Length == 3 && Array.TrueForAll(Std, s => s > 0 && float.IsFinite(s)) && Array.TrueForAll(Mean, float.IsFinite);
}
