using ImageSearchBench.Hosting.Errors;
using ImageSearchBench.Orchestrator.Files;
using ImageSearchBench.Orchestrator.Formats;
using ImageSearchBench.Orchestrator.Images;
using ImageSearchBench.Orchestrator.ImageSources.Commons;
using ImageSearchBench.Orchestrator.ImageSources.Http;
using ImageSearchBench.Orchestrator.ImageSources.HttpJson;
using ImageSearchBench.Orchestrator.ImageSources.Library;
using ImageSearchBench.Orchestrator.ImageSources.Openverse;
using ImageSearchBench.Orchestrator.Jobs;
using Microsoft.Extensions.Options;

namespace ImageSearchBench.Orchestrator.ImageSources;

/// <summary>Opens image sources by name: <c>library:PATH</c>, <c>openverse</c>, <c>commons</c>, <c>http:FILE</c>. A new one is a class and a line here.</summary>
internal sealed class ImageSourceFactory(
    SourceClient client, FormatCatalog formats, ImageInspector inspector, IOptions<ImageSourceOptions> options, TimeProvider time)
{
    /// <summary>Finds what can never work.</summary>
    /// <exception cref="BenchException">There is no such source, or its file is missing or wrong.</exception>
    public static async Task CheckAsync(ImageSourceName source, CancellationToken cancellationToken)
    {
        if (source.Kind == ImageSourceName.Library && !Path.Exists(source.Path))
            throw BenchException.Invalid($"There is no file or folder {source.Path} on the server.", "source");
        if (source.Kind == ImageSourceName.Http)
            _ = await HttpJsonConfig.ReadAsync(source.Path, cancellationToken);
    }

    /// <summary>Opens a source; the caller disposes it.</summary>
    /// <param name="source">Its name.</param>
    /// <param name="context">The job; a library's texts are read as a stage of it.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<IImageSource> OpenAsync(ImageSourceName source, JobContext context, CancellationToken cancellationToken) => source.Kind switch
    {
        ImageSourceName.Openverse => new OpenverseSource(client, options.Value.Openverse, time),
        ImageSourceName.Commons => new CommonsSource(client, options.Value.Commons),
        ImageSourceName.Http => new HttpJsonSource(
            client, await HttpJsonConfig.ReadAsync(source.Path, cancellationToken), await Hashing.Sha256FileAsync(source.Path, cancellationToken)),
        _ => await OpenLibraryAsync(source.Path, context, cancellationToken),
    };

    private async Task<LibrarySource> OpenLibraryAsync(string path, JobContext context, CancellationToken cancellationToken)
    {
        var stage = context.Begin("read library");
        var catalog = new LibraryCatalog(context.WorkFolder, options.Value.MaxLibraryBytes);
        try
        {
            await new LibraryReader(formats, catalog, context.WorkFolder, stage).ReadAsync(path, cancellationToken);
        }
        catch
        {
            await catalog.DisposeAsync();
            throw;
        }

        stage.Finish();
        return new LibrarySource(catalog, inspector, Path.GetFileName(Path.TrimEndingDirectorySeparator(path)));
    }
}
