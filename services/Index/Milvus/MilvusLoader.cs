using ImageSearchBench.Hosting.Errors;
using ImageSearchBench.Index.Milvus.Wire;
using Microsoft.Extensions.Options;
using MilvusStatus = ImageSearchBench.Index.Milvus.Wire.Status;

namespace ImageSearchBench.Index.Milvus;

/// <summary>
/// Sees to it that collections are in Milvus' memory before they are read. Loading goes on after the call that asks for it has
/// returned; it is waited for here, with its progress in the log.
/// </summary>
internal sealed partial class MilvusLoader(MilvusConnection connection, IOptions<MilvusOptions> options, TimeProvider time, ILogger<MilvusLoader> logger)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private readonly MilvusService.MilvusServiceClient _client = connection.Client;

    /// <summary>Loads a collection and waits until it is loaded.</summary>
    public async Task LoadAsync(string encoded, CancellationToken cancellationToken)
    {
        var load = new LoadCollectionRequest { CollectionName = encoded };
        await connection.InvokeAsync<MilvusStatus>("LoadCollection", o => _client.LoadCollectionAsync(load, o), s => s, cancellationToken);
        var start = time.GetTimestamp();
        var last = -1L;
        while (true)
        {
            var state = await connection.InvokeAsync(
                "GetLoadState", o => _client.GetLoadStateAsync(new GetLoadStateRequest { CollectionName = encoded }, o), r => r.Status, cancellationToken);
            if (state.State == LoadState.Loaded)
                return;
            if (time.GetElapsedTime(start) > options.Value.LoadTimeout)
            {
                throw new BenchException(
                    ErrorKind.Unavailable,
                    $"Milvus has not loaded {encoded} after {options.Value.LoadTimeout} ({Math.Max(0, last)} %): give it more memory, or raise Index:Milvus:LoadTimeout.");
            }

            var progress = await connection.InvokeAsync(
                "GetLoadingProgress", o => _client.GetLoadingProgressAsync(new GetLoadingProgressRequest { CollectionName = encoded }, o), r => r.Status, cancellationToken);
            if (progress.Progress != last)
                LogProgress(logger, encoded, last = progress.Progress);
            await Task.Delay(Pause, time, cancellationToken);
        }
    }

    /// <summary>Makes a call; where the collection turns out not to be loaded (released, or the server began anew), loads it and calls again.</summary>
    public async Task<TReply> WhileLoadedAsync<TReply>(string encoded, Func<Task<TReply>> call, CancellationToken cancellationToken)
    {
        try
        {
            return await call();
        }
        catch (BenchException e) when (e.Kind == ErrorKind.FailedPrecondition && e.Message.Contains($"(code {MilvusErrors.NotLoaded},", StringComparison.Ordinal))
        {
            await LoadAsync(encoded, cancellationToken);
            return await call();
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Milvus loads {Collection}: {Percent} %")]
    private static partial void LogProgress(ILogger logger, string collection, long percent);
}
