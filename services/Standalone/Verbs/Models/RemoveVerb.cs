using System.CommandLine;
using ImageSearchBench.Contracts.Encoder.V1;
using ImageSearchBench.Standalone.CommandLine;
using ImageSearchBench.Standalone.Output;

namespace ImageSearchBench.Standalone.Verbs.Models;

/// <summary><c>isb models remove</c>: deletes the server's copy of a model.</summary>
internal static class RemoveVerb
{
    public static Command Create(Terminal terminal)
    {
        var name = new Argument<string>("NAME") { Description = "The model's name" };
        return new Command("remove", "Removes a model: the copy below the data folder is deleted, the folder it came from stays") { name }
            .RunsWithServices(terminal, async (arguments, services, cancellationToken) =>
            {
                var removed = arguments.GetRequiredValue(name);
                await services.Models.RemoveModelAsync(new RemoveModelRequest { Name = removed }, cancellationToken: cancellationToken);
                if (arguments.GetValue(GlobalOptions.Json))
                    terminal.Json(new RemovedModelJson(removed), ModelVerbJson.Readable.RemovedModelJson);
                else
                    terminal.Line($"{removed} is gone. What was encoded with it stays and serves again if the same model is added.");
            });
    }
}
