using Grpc.Core;
using ImageSearchBench.Hosting.Errors;

namespace ImageSearchBench.Evaluator.Grpc;

/// <summary>Streams whose first message carries settings and whose others carry data.</summary>
internal static class StreamParts
{
    /// <summary>Reads a stream.</summary>
    /// <param name="requests">The stream.</param>
    /// <param name="settingsOf">The settings of a message; null where it has none.</param>
    /// <param name="begin">Begins the work with the settings.</param>
    /// <param name="add">Takes a message with data; false where it has none.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>The work.</returns>
    public static async Task<TWork> ReadAsync<TRequest, TSettings, TWork>(
        IAsyncStreamReader<TRequest> requests, Func<TRequest, TSettings?> settingsOf, Func<TSettings, TWork> begin, Func<TWork, TRequest, bool> add,
        CancellationToken cancellationToken)
        where TSettings : class
        where TWork : class
    {
        TWork? work = null;
        await foreach (var request in requests.ReadAllAsync(cancellationToken))
        {
            var settings = settingsOf(request);
            if (work is null)
                work = begin(settings ?? throw NoSettings());
            else if (settings is not null)
                throw BenchException.Invalid("The settings come once, in the first message of the stream.", "settings");
            else if (!add(work, request))
                throw BenchException.Invalid("A message of the stream carries nothing.");
        }

        return work ?? throw NoSettings();
    }

    private static BenchException NoSettings() => BenchException.Invalid("The first message of the stream must carry the settings.", "settings");
}
