using System.CommandLine;
using System.Text;
using Grpc.Core;
using ImageSearchBench.Contracts.QueryGeneration.V1;
using ImageSearchBench.Standalone.CommandLine;
using ImageSearchBench.Standalone.Output;

namespace ImageSearchBench.Standalone.Verbs.LanguageModels;

/// <summary><c>isb llm record FILE</c>: stored replies as a file that a model configured with <c>Recording</c> replays without a network.</summary>
internal static class RecordVerb
{
    public static Command Create(Terminal terminal)
    {
        var file = new Argument<string>("FILE") { Description = "File to write, in JSON lines" };
        var job = QueryOptions.Job();
        var model = new Option<string>("--model") { Description = "Only replies of this model", HelpName = "NAME", DefaultValueFactory = _ => "" };
        return new Command("record", "Writes the stored replies of language models as a recording") { file, job, model }
            .RunsWithServices(terminal, async (arguments, services, cancellationToken) =>
            {
                var request = new ExportRecordingRequest { JobId = arguments.GetRequiredValue(job), Model = arguments.GetRequiredValue(model) };
                var path = Path.GetFullPath(arguments.GetRequiredValue(file));
                using var call = services.QueryGeneration.ExportRecording(request, cancellationToken: cancellationToken);
                var lines = await WriteAsync(path, call.ResponseStream.ReadAllAsync(cancellationToken), cancellationToken);
                terminal.Note($"{Tables.Count(lines)} replies written to {path}.");
            });
    }

    // To a file next to it first: a recording that stops in the middle must not be taken for whole.
    private static async Task<long> WriteAsync(string path, IAsyncEnumerable<ExportRecordingResponse> parts, CancellationToken cancellationToken)
    {
        var temporary = path + ".part";
        var count = 0L;
        try
        {
            await using (var stream = new FileStream(temporary, FileMode.Create))
            {
                await using (var writer = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true) { NewLine = "\n" })
                {
                    await foreach (var part in parts)
                    {
                        foreach (var line in part.Lines)
                            await writer.WriteLineAsync(line.AsMemory(), cancellationToken);
                        count += part.Lines.Count;
                    }
                }

                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
            return count;
        }
        finally
        {
            File.Delete(temporary);
        }
    }
}
