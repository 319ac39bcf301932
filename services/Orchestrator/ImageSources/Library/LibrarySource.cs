using System.Globalization;
using System.Text.Json.Nodes;
using ImageSearchBench.Orchestrator.Images;

namespace ImageSearchBench.Orchestrator.ImageSources.Library;

/// <summary>The user's own images, ranked by how well their texts match.</summary>
internal sealed class LibrarySource(LibraryCatalog catalog, ImageInspector inspector, string name) : IImageSource
{
    private const int PageSize = 24;

    public JsonObject Describe() => new() { ["source"] = "library", ["name"] = name, ["images"] = catalog.Images };

    public async Task<ImagePage> SearchAsync(ImageQuery query, string page, CancellationToken cancellationToken)
    {
        var start = page.Length == 0 ? 0 : int.Parse(page, CultureInfo.InvariantCulture);
        var found = catalog.Search(query.Text);
        var images = new List<FoundImage>();
        foreach (var number in found.Skip(start).Take(PageSize))
            images.Add(await DescribeAsync(number, cancellationToken));
        var next = start + PageSize;
        return new ImagePage(images, found.Count, next < found.Count ? next.ToString(CultureInfo.InvariantCulture) : "");
    }

    public ValueTask DisposeAsync() => catalog.DisposeAsync();

    private async Task<FoundImage> DescribeAsync(int number, CancellationToken cancellationToken)
    {
        var (image, title) = await catalog.ReadAsync(number, cancellationToken);
        var inspection = await inspector.InspectAsync(image.File, cancellationToken);
        return new FoundImage(image.Name)
        {
            File = image.File,
            Width = inspection.Fault is null ? inspection.Width : null,
            Height = inspection.Fault is null ? inspection.Height : null,
            Title = title,
            Page = image.Source,
            Licence = image.Licence,
            Attribution = image.Attribution,
            IsAdvertisement = image.Advertisement,
            Fault = inspection.Fault,
        };
    }
}
