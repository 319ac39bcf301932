using System.Text.Json.Serialization;

namespace ImageSearchBench.Scenes.Output;

internal sealed record CocoFile(
    [property: JsonPropertyName("images")] IReadOnlyList<CocoImage> Images,
    [property: JsonPropertyName("annotations")] IReadOnlyList<CocoAnnotation> Annotations,
    [property: JsonPropertyName("categories")] IReadOnlyList<CocoCategory> Categories);

internal sealed record CocoImage(
    [property: JsonPropertyName("id")] int Id,
    [property: JsonPropertyName("file_name")] string FileName,
    [property: JsonPropertyName("width")] int Width,
    [property: JsonPropertyName("height")] int Height);

/// <summary>One object. The box is [x, y, width, height] of its visible extent, the area its visible pixels.</summary>
internal sealed record CocoAnnotation(
    [property: JsonPropertyName("id")] int Id,
    [property: JsonPropertyName("image_id")] int ImageId,
    [property: JsonPropertyName("category_id")] int CategoryId,
    [property: JsonPropertyName("bbox")] int[] Box,
    [property: JsonPropertyName("area")] int Area,
    [property: JsonPropertyName("iscrowd")] int IsCrowd);

internal sealed record CocoCategory(
    [property: JsonPropertyName("id")] int Id,
    [property: JsonPropertyName("name")] string Name,
    [property: JsonPropertyName("supercategory")] string Supercategory);

internal sealed record CaptionRow(
    [property: JsonPropertyName("image")] string Image,
    [property: JsonPropertyName("zh")] string Zh,
    [property: JsonPropertyName("en")] string En);

internal sealed record MetadataRow(
    [property: JsonPropertyName("image")] string Image,
    [property: JsonPropertyName("time")] string Time,
    [property: JsonPropertyName("lat")] double Latitude,
    [property: JsonPropertyName("lon")] double Longitude,
    [property: JsonPropertyName("place")] string Place);

/// <summary>What a training run may want to know about a scene and no sample of a benchmark should tell.</summary>
internal sealed record DetailRow(
    [property: JsonPropertyName("image")] string Image,
    [property: JsonPropertyName("theme")] string Theme,
    [property: JsonPropertyName("light")] string Light,
    [property: JsonPropertyName("weather")] string Weather,
    [property: JsonPropertyName("accent")] string Accent,
    [property: JsonPropertyName("groups")] IReadOnlyList<DetailGroup> Groups);

internal sealed record DetailGroup(
    [property: JsonPropertyName("kind")] string Kind,
    [property: JsonPropertyName("tint")] string Tint,
    [property: JsonPropertyName("variant")] int Variant,
    [property: JsonPropertyName("count")] int Count,
    [property: JsonPropertyName("pixels")] int Pixels);
