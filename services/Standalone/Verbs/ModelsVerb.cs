using System.CommandLine;
using ImageSearchBench.Contracts.Encoder.V1;
using ImageSearchBench.Standalone.CommandLine;
using ImageSearchBench.Standalone.Connections;
using ImageSearchBench.Standalone.Output;
using ImageSearchBench.Standalone.Verbs.Models;

namespace ImageSearchBench.Standalone.Verbs;

/// <summary><c>isb models</c>; listing and adding are here, the rest in verbs of their own.</summary>
internal static class ModelsVerb
{
    /// <summary>Adding inspects, copies, warms up and checks a model, which may be gigabytes.</summary>
    private static readonly TimeSpan AddDeadline = TimeSpan.FromHours(2);

    public static Command Create(Terminal terminal) =>
        new("models", "Encoders: folders with ONNX files and a manifest")
        {
            List(terminal),
            Add(terminal),
            PullVerb.Create(terminal),
            VerifyVerb.Create(terminal),
            RemoveVerb.Create(terminal),
        };

    /// <summary>All models by name.</summary>
    public static IAsyncEnumerable<Model> ListAsync(ServiceConnection services, CancellationToken cancellationToken) =>
        Pages.ReadAsync(async token =>
        {
            var page = await services.Models.ListModelsAsync(
                new ListModelsRequest { PageSize = Pages.Size, PageToken = token }, cancellationToken: cancellationToken);
            return ((IEnumerable<Model>)page.Models, page.NextPageToken);
        });

    /// <summary>Adds a model folder.</summary>
    public static async Task<Model> AddAsync(ServiceConnection services, string directory, string name, CancellationToken cancellationToken)
    {
        var reply = await services.Models.AddModelAsync(
            new AddModelRequest { Directory = ServerPaths.Absolute(directory), Name = name },
            deadline: TimeProvider.System.GetUtcNow().UtcDateTime + AddDeadline,
            cancellationToken: cancellationToken);
        return reply.Model;
    }

    private static Command List(Terminal terminal) =>
        new Command("list", "Lists the models that can be used").RunsWithServices(terminal, async (arguments, services, cancellationToken) =>
        {
            var models = await ListAsync(services, cancellationToken).ToListAsync(cancellationToken);
            if (arguments.GetValue(GlobalOptions.Json))
                terminal.Json([.. models.Select(m => m.ToJson())], IsbJson.Readable.IReadOnlyListModelJson);
            else if (models.Count == 0)
                terminal.Line("No models yet: add one with 'isb models add DIR', or download one with 'isb models pull NAME'.");
            else
                ModelTable.Show(terminal, models);
        });

    private static Command Add(Terminal terminal)
    {
        var directory = new Argument<string>("DIR") { Description = "Folder with the model's ONNX files, vocabulary and manifest" };
        var name = new Option<string>("--name")
        {
            Description = "Name to add it under; without it the manifest's or the folder's name",
            HelpName = "NAME",
            DefaultValueFactory = _ => "",
        };
        return new Command("add", "Adds a model: inspects its folder, copies it and checks that it works") { directory, name }
            .RunsWithServices(terminal, async (arguments, services, cancellationToken) =>
            {
                var model = await AddAsync(services, arguments.GetRequiredValue(directory), arguments.GetRequiredValue(name), cancellationToken);
                if (arguments.GetValue(GlobalOptions.Json))
                    terminal.Json(model.ToJson(), IsbJson.Readable.ModelJson);
                else
                    ModelTable.Show(terminal, [model]);
            });
    }
}
