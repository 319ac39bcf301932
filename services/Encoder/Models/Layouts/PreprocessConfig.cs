using System.Text.Json.Nodes;
using ImageSearchBench.Encoder.Images;
using ImageSearchBench.Hosting.Errors;

namespace ImageSearchBench.Encoder.Models.Layouts;

/// <summary>Reads how a model's images are prepared from the file that came with it, or from what its family does.</summary>
internal static class PreprocessConfig
{
    private const int PilBilinear = 2;
    private const int PilBicubic = 3;

    /// <summary>The settings, and the size where the file says one.</summary>
    public static (PreprocessSettings Settings, int Size) Read(ModelConfig config, string layout) =>
        config.Json("preprocess_cfg.json") is { } openClip ? FromOpenClip(openClip)
        : config.Json("preprocessor_config.json") is { } huggingFace ? FromHuggingFace(huggingFace)
        : (OfFamily(layout), 0);

    private static PreprocessSettings OfFamily(string layout) => layout switch
    {
        // Chinese-CLIP's own code squashes, before it converts.
        "chinese-clip" => new PreprocessSettings { Resize = ResizeMode.Squash, Order = ConversionOrder.ResizeFirst },
        "clip-as-service" or "open_clip" => new PreprocessSettings { Order = ConversionOrder.ResizeFirst },
        _ => throw BenchException.Invalid(
            $"The folder says nothing about how images are prepared: it needs preprocessor_config.json or preprocess_cfg.json, or a {ModelManifest.FileName}.", "directory"),
    };

    private static (PreprocessSettings Settings, int Size) FromOpenClip(JsonNode file)
    {
        var size = file["size"] is JsonArray { Count: > 0 } sides ? sides[0]!.GetValue<int>() : ModelConfig.Number(file, "size") ?? 0;
        return (new PreprocessSettings
        {
            Resize = (string?)file["resize_mode"] switch
            {
                "squash" => ResizeMode.Squash,
                "longest" => ResizeMode.Pad,
                _ => ResizeMode.Shortest,
            },
            Filter = (string?)file["interpolation"] == "bilinear" ? ResampleFilter.Bilinear : ResampleFilter.Bicubic,
            Order = ConversionOrder.ResizeFirst,
            CropRounding = CropRounding.HalfEven,
            Mean = Triple(file, "mean"),
            Std = Triple(file, "std"),
        }, size);
    }

    private static (PreprocessSettings Settings, int Size) FromHuggingFace(JsonNode file)
    {
        var resample = ModelConfig.Number(file, "resample") ?? PilBicubic;
        if (resample is not (PilBilinear or PilBicubic))
            throw BenchException.Invalid($"preprocessor_config.json has resample {resample}; 2 (bilinear) and 3 (bicubic) are supported.", "directory");
        var crop = (bool?)file["do_center_crop"] ?? false;
        var shortest = ModelConfig.Number(file["size"], "shortest_edge") ?? (file["size"] is JsonValue && crop ? ModelConfig.Number(file, "size") : null);
        var size = (crop ? Side(file, "crop_size") : null) ?? Side(file, "size") ?? shortest ?? 0;
        if (shortest is not null && shortest != size)
            throw BenchException.Invalid($"preprocessor_config.json resizes to {shortest} and crops {size}; a crop smaller than the resize is not supported.", "directory");
        var normalise = (bool?)file["do_normalize"] ?? true;
        return (new PreprocessSettings
        {
            Resize = shortest is null ? ResizeMode.Squash : ResizeMode.Shortest,
            Filter = resample == PilBilinear ? ResampleFilter.Bilinear : ResampleFilter.Bicubic,
            Order = ConversionOrder.ConvertFirst,
            CropRounding = CropRounding.Floor,
            Mean = normalise ? Triple(file, "image_mean") : [0, 0, 0],
            Std = normalise ? Triple(file, "image_std") : [1, 1, 1],
        }, size);
    }

    // A number, or {"height": n, "width": n}.
    private static int? Side(JsonNode file, string name)
    {
        var height = ModelConfig.Number(file[name], "height");
        if (height is not null && height != ModelConfig.Number(file[name], "width"))
            throw BenchException.Invalid($"preprocessor_config.json has a '{name}' that is no square; only squares are supported.", "directory");
        return height ?? ModelConfig.Number(file, name);
    }

    private static float[] Triple(JsonNode file, string name) =>
        file[name] is JsonArray { Count: 3 } array
            ? [.. array.Select(v => v!.GetValue<float>())]
            : throw BenchException.Invalid($"The preprocessing file has no '{name}' of three numbers.", "directory");
}
