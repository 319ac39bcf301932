using System.CommandLine;
using Google.Protobuf;
using ImageSearchBench.Contracts.Orchestrator.V1;
using ImageSearchBench.Standalone.CommandLine;
using ImageSearchBench.Standalone.Output;

namespace ImageSearchBench.Standalone.Verbs;

/// <summary><c>isb search</c>.</summary>
internal static class SearchVerb
{
    /// <summary>The first search of a dataset encodes and indexes it.</summary>
    private static readonly TimeSpan Deadline = TimeSpan.FromDays(1);

    /// <summary>An image file that is sent with the request; the services refuse larger messages.</summary>
    private const long MostImageBytes = 3 << 20;

    public static Command Create(Terminal terminal)
    {
        var dataset = DatasetArgument.Option();
        var system = SystemArgument.Option();
        system.Description = "The model to search with";
        var topK = new Option<int>("--top-k") { Description = "Results wanted, 1 to 1000", HelpName = "N", DefaultValueFactory = _ => 10 };
        var image = new Option<string?>("--image") { Description = "Search with an image file in place of a text", HelpName = "FILE" };
        var text = new Argument<string?>("QUERY") { Description = "The text to search for", Arity = ArgumentArity.ZeroOrOne };
        return new Command("search", "Searches a dataset's images, to look at results") { text, dataset, system, topK, image }
            .RunsWithServices(
                terminal,
                arguments => Read(
                    arguments.GetRequiredValue(dataset),
                    arguments.GetRequiredValue(system),
                    arguments.GetValue(topK),
                    arguments.GetValue(text),
                    arguments.GetValue(image)),
                async (request, arguments, services, cancellationToken) =>
                {
                    if (arguments.GetValue(image) is { } file)
                        request.Image = ByteString.CopyFrom(await File.ReadAllBytesAsync(file, cancellationToken));
                    var deadline = TimeProvider.System.GetUtcNow().UtcDateTime + Deadline;
                    var reply = await services.Runs.SearchAsync(request, deadline: deadline, cancellationToken: cancellationToken);
                    var hits = reply.Hits.Select((h, i) => new HitJson(i + 1, h.DocumentId, h.Score)).ToArray();
                    if (arguments.GetValue(GlobalOptions.Json))
                        terminal.Json(new SearchJson(request.Dataset, "model:" + request.Model, hits), IsbJson.Readable.SearchJson);
                    else
                        Show(terminal, hits);
                });
    }

    private static SearchRequest Read(string dataset, string system, int topK, string? text, string? image)
    {
        if (topK is < 1 or > 1000)
            throw new UsageException($"--top-k {topK}: from 1 to 1000.");
        if (string.IsNullOrEmpty(text) == image is null)
            throw new UsageException("Give either a text or --image FILE to search with.");
        if (image is not null && new FileInfo(image) is { Exists: true, Length: > MostImageBytes } info)
            throw new UsageException($"--image {image}: {info.Length / 1e6:0.0} MB; at most 3 MB can be sent, make it smaller.");
        var request = new SearchRequest { Dataset = ServerPaths.Dataset(dataset), Model = SystemArgument.ParseModel(system), TopK = topK };
        if (image is null)
            request.Text = text;
        return request;
    }

    private static void Show(Terminal terminal, HitJson[] hits)
    {
        var table = Tables.WithColumns(">rank", ">score", "image");
        foreach (var hit in hits)
            table.Row(Tables.Count(hit.Rank), Tables.Figure(hit.Score), hit.Image);
        terminal.Write(table);
    }
}
