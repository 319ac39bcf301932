using System.Runtime.CompilerServices;
using System.Threading.Channels;
using ImageSearchBench.Hosting.Errors;
using ImageSearchBench.Orchestrator.Formats.Files;
using ImageSearchBench.Orchestrator.Images;
using ImageSearchBench.Orchestrator.Storage;
using Microsoft.Extensions.Options;

namespace ImageSearchBench.Orchestrator.Formats.Validation;

/// <summary>Checks files and tells of faults while it reads on.</summary>
internal sealed class FormatCheck(FormatCatalog formats, ImageInspector inspector, DataFolder folder, IOptions<FormatOptions> options)
{
    /// <summary>A fault, or at the end what was found.</summary>
    internal sealed record Event(string Place, string Message, string Format = "", ValidationResult? Result = null, long Faults = 0);

    /// <summary>Checks files.</summary>
    /// <param name="format">Name or alias; empty to find it out.</param>
    /// <param name="paths">Files and folders, absolute.</param>
    /// <param name="split">The split; empty for the only one, or <c>test</c>.</param>
    /// <param name="maxFaults">Faults that are told; all are counted.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    public async IAsyncEnumerable<Event> RunAsync(
        string format, IReadOnlyList<string> paths, string split, int maxFaults, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (paths.FirstOrDefault(p => !Path.Exists(p)) is { } missing)
            throw BenchException.NotFound($"There is no file or folder {missing} on the server.", "paths");
        var events = Channel.CreateUnbounded<Event>(new UnboundedChannelOptions { SingleReader = true });
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var work = Task.Run(() => CheckAsync(format, paths, split, maxFaults, events.Writer, stop.Token), CancellationToken.None);
        try
        {
            await foreach (var one in events.Reader.ReadAllAsync(cancellationToken))
                yield return one;
            await work;
        }
        finally
        {
            await stop.CancelAsync();
            await work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task CheckAsync(
        string format, IReadOnlyList<string> paths, string split, int maxFaults, ChannelWriter<Event> events, CancellationToken cancellationToken)
    {
        // The queue holds maxFaults events and the last one at most.
        var faults = new ValidationFaults(maxFaults, (place, message) => events.TryWrite(new Event(place, message)));
        var work = Path.Combine(folder.Work, $"check-{Guid.NewGuid():N}");
        Directory.CreateDirectory(work);
        try
        {
            var files = await new Archives(options.Value.MaxUnpackedBytes).UnpackAsync(paths, work, cancellationToken);
            var validator = format.Length > 0 ? formats.Validator(format) : new ReadingValidator(formats.Recognise(files));
            var result = await ValidateAsync(validator, new ValidationInput(files, split, work, faults, inspector), cancellationToken);
            events.TryWrite(new Event("", "", validator.Name, result, faults.Count));
        }
        finally
        {
            Directory.Delete(work, recursive: true);
            events.Complete();
        }
    }

    private static async Task<ValidationResult> ValidateAsync(IFormatValidator validator, ValidationInput input, CancellationToken cancellationToken)
    {
        try
        {
            return await validator.ValidateAsync(input, cancellationToken);
        }
        catch (BenchException e) when (e.Kind is ErrorKind.InvalidArgument && e.Field is null)
        {
            // Past this fault nothing can be read.
            input.Faults.Refuse("", e.Message);
            return new ValidationResult(0, 0, 0, ["Reading ended at the last fault: what follows it was not checked."]);
        }
    }
}
