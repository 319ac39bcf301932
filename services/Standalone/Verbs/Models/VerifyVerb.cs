using System.CommandLine;
using ImageSearchBench.Contracts.Encoder.V1;
using ImageSearchBench.Standalone.CommandLine;
using ImageSearchBench.Standalone.Output;

namespace ImageSearchBench.Standalone.Verbs.Models;

/// <summary><c>isb models verify</c>: whether a model is still what was added.</summary>
internal static class VerifyVerb
{
    /// <summary>Every file is hashed and the model is run, which may take minutes for gigabytes.</summary>
    private static readonly TimeSpan Deadline = TimeSpan.FromHours(2);

    public static Command Create(Terminal terminal)
    {
        var name = new Argument<string>("NAME") { Description = "The model's name" };
        return new Command("verify", "Checks a model again: content hash, goldens, the same output twice") { name }
            .RunsWithServices(terminal, async (arguments, services, cancellationToken) =>
            {
                var reply = await services.Models.VerifyModelAsync(
                    new VerifyModelRequest { Name = arguments.GetRequiredValue(name) },
                    deadline: TimeProvider.System.GetUtcNow().UtcDateTime + Deadline,
                    cancellationToken: cancellationToken);
                if (arguments.GetValue(GlobalOptions.Json))
                {
                    terminal.Json(new VerifiedModelJson(reply.Model.ToJson(), [.. reply.Checks]), ModelVerbJson.Readable.VerifiedModelJson);
                    return;
                }

                foreach (var check in reply.Checks)
                    terminal.Line(check);
                terminal.Line($"{reply.Model.Name} is what was added.");
            });
    }
}
