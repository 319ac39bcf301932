using System.CommandLine;
using ImageSearchBench.Contracts.Encoder.V1;
using ImageSearchBench.Standalone.CommandLine;
using ImageSearchBench.Standalone.Output;

namespace ImageSearchBench.Standalone.Verbs.Models;

/// <summary><c>isb models pull</c>: downloads a model from the hub and adds it.</summary>
internal static class PullVerb
{
    /// <summary>Gigabytes over a slow line; what was cut off goes on with the same command.</summary>
    private static readonly TimeSpan Deadline = TimeSpan.FromHours(24);

    public static Command Create(Terminal terminal)
    {
        var source = new Argument<string>("SOURCE")
        {
            Description = "A known model (clip-vit-b-32, chinese-clip-vit-b-16, siglip-base, bge-small-zh-v1.5), OWNER/NAME on the hub, or its address there",
        };
        var name = new Option<string>("--name")
        {
            Description = "Name to add it under; without it the known model's or the repository's",
            HelpName = "NAME",
            DefaultValueFactory = _ => "",
        };
        return new Command("pull", "Downloads a model, checks every file and adds it; the same command goes on where it stopped") { source, name }
            .RunsWithServices(terminal, async (arguments, services, cancellationToken) =>
            {
                using var call = services.Models.PullModel(
                    new PullModelRequest { Source = arguments.GetRequiredValue(source), Name = arguments.GetRequiredValue(name) },
                    deadline: TimeProvider.System.GetUtcNow().UtcDateTime + Deadline,
                    cancellationToken: cancellationToken);
                var model = await DownloadProgress.ShowAsync(terminal, call.ResponseStream, cancellationToken);
                if (arguments.GetValue(GlobalOptions.Json))
                    terminal.Json(model.ToJson(), IsbJson.Readable.ModelJson);
                else
                    ModelTable.Show(terminal, [model]);
            });
    }
}
