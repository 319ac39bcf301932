using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Grpc.Core;
using Grpc.Net.Client;
using ImageSearchBench.Contracts.Index.V1;

namespace ImageSearchBench.Benchmarks.Index;

/// <summary>
/// Starts the Index service as a process, writes to it on a stream, and ends it with SIGKILL at a random moment; then starts it again
/// on the same folder and checks: every acknowledged vector is there, bit by bit, or a newer one that was on its way; every checksum
/// holds; no id is there twice.
/// </summary>
internal sealed class KillCampaign(string folder, int seed, int dimension = 64)
{
    private const int BatchSize = 200;

    // All ids are read back after each kill: without a bound the campaign would take time with the square of the kills. Ids come
    // again and again, so that versions replace each other and the store compacts itself meanwhile.
    private const int MaxIds = 40_000;

    // A service that hangs ends the campaign with an error.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private readonly Random _random = new(seed);

    // Newest acknowledged and newest sent version of each id.
    private readonly Dictionary<string, int> _acknowledged = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _sent = new(StringComparer.Ordinal);
    private int _version;

    /// <summary>Times a write was cut off and reported.</summary>
    public int Repairs { get; private set; }

    /// <summary>Distinct ids acknowledged so far.</summary>
    public int Acknowledged => _acknowledged.Count;

    /// <summary>One life of the service: start, check, write, kill.</summary>
    public async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        var (process, address) = await StartAsync(cancellationToken);
        try
        {
            using var channel = GrpcChannel.ForAddress(address, new GrpcChannelOptions { MaxReceiveMessageSize = 16 << 20 });
            var client = new IndexService.IndexServiceClient(channel);
            await client.CreateCollectionAsync(new CreateCollectionRequest { Name = "c", Dimension = dimension }, Calling(cancellationToken));
            await CheckAsync(client, cancellationToken);
            var acknowledged = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var moment = TimeSpan.FromMilliseconds(_random.Next(0, 600));
            var killing = Task.Run(
                async () =>
                {
                    // A machine too busy to acknowledge anything in time is killed all the same.
                    await Task.WhenAny(acknowledged.Task, Task.Delay(TimeSpan.FromSeconds(15), cancellationToken));
                    await Task.Delay(moment, cancellationToken);
                    process.Kill();
                },
                cancellationToken);
            await WriteUntilItDiesAsync(client, acknowledged, cancellationToken);
            await killing;
        }
        finally
        {
            if (!process.HasExited)
                process.Kill();
            await process.WaitForExitAsync(CancellationToken.None);
            process.Dispose();
        }
    }

    /// <summary>Starts the service once more and checks what is there.</summary>
    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        var (process, address) = await StartAsync(cancellationToken);
        try
        {
            using var channel = GrpcChannel.ForAddress(address, new GrpcChannelOptions { MaxReceiveMessageSize = 16 << 20 });
            await CheckAsync(new IndexService.IndexServiceClient(channel), cancellationToken);
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync(CancellationToken.None);
            process.Dispose();
        }
    }

    private static CallOptions Calling(CancellationToken cancellationToken) => new(deadline: TimeProvider.System.GetUtcNow().UtcDateTime + Patience, cancellationToken: cancellationToken);

    private static float[] Values(string id, int version, int dimension)
    {
        var values = new float[dimension];
        RandomVectors.Fill((ulong)version, id.GetHashCode(StringComparison.Ordinal) & 0xFFFF, dimension, values);
        values[0] = version;
        return values;
    }

    private async Task WriteUntilItDiesAsync(IndexService.IndexServiceClient client, TaskCompletionSource acknowledged, CancellationToken cancellationToken)
    {
        using var call = client.Upsert(Calling(cancellationToken));
        var waiting = new Queue<List<(string Id, int Version)>>();
        var reading = Task.Run(
            async () =>
            {
                try
                {
                    await foreach (var response in call.ResponseStream.ReadAllAsync(cancellationToken))
                    {
                        List<(string Id, int Version)> batch;
                        lock (waiting)
                            batch = waiting.Dequeue();
                        if (response.Upserted != batch.Count)
                            throw new InvalidOperationException($"{response.Upserted} of {batch.Count} vectors acknowledged.");
                        foreach (var (id, version) in batch)
                            _acknowledged[id] = version;
                        acknowledged.TrySetResult();
                    }
                }
                catch (Exception e) when (e is RpcException { StatusCode: not StatusCode.DeadlineExceeded } or IOException)
                {
                    // It is dead.
                }
            },
            cancellationToken);
        try
        {
            while (true)
            {
                var request = new UpsertRequest { Collection = "c" };
                var batch = new List<(string Id, int Version)>();
                foreach (var id in Enumerable.Range(0, BatchSize).Select(_ => $"id-{_random.Next(Math.Min(MaxIds, 2_000 + (_version / 4)))}").Distinct(StringComparer.Ordinal))
                {
                    _version++;
                    request.Vectors.Add(new Vector { Id = id, Values = { Values(id, _version, dimension) }, Labels = { ["parity"] = $"{_version % 2}" } });
                    batch.Add((id, _version));
                    _sent[id] = _version;
                }

                lock (waiting)
                    waiting.Enqueue(batch);
                await call.RequestStream.WriteAsync(request, cancellationToken);
            }
        }
        catch (Exception e) when (e is RpcException { StatusCode: not StatusCode.DeadlineExceeded } or IOException or InvalidOperationException)
        {
            // It is dead.
        }

        await reading;
    }

    private async Task CheckAsync(IndexService.IndexServiceClient client, CancellationToken cancellationToken)
    {
        var checkedCollection = (await client.VerifyCollectionAsync(new VerifyCollectionRequest { Collection = "c" }, Calling(cancellationToken))).Collection;
        if (checkedCollection.Repairs.Length > 0)
            Repairs++;
        var present = new HashSet<string>(StringComparer.Ordinal);
        foreach (var ids in _sent.Keys.Chunk(1000))
        {
            var fetched = await client.FetchVectorsAsync(new FetchVectorsRequest { Collection = "c", Ids = { ids } }, Calling(cancellationToken));
            foreach (var vector in fetched.Vectors)
            {
                if (!present.Add(vector.Id))
                    throw new InvalidOperationException($"{vector.Id} is there twice.");
                var version = (int)vector.Values[0];
                if (version < _acknowledged.GetValueOrDefault(vector.Id) || version > _sent[vector.Id])
                    throw new InvalidOperationException($"{vector.Id} has version {version}; acknowledged was {_acknowledged.GetValueOrDefault(vector.Id)}.");
                if (!vector.Values.SequenceEqual(Values(vector.Id, version, dimension)) || vector.Labels["parity"] != $"{version % 2}")
                    throw new InvalidOperationException($"{vector.Id} has other numbers than were written.");

                // What is there now was durable, acknowledged or not.
                _acknowledged[vector.Id] = version;
            }
        }

        if (_acknowledged.Keys.FirstOrDefault(id => !present.Contains(id)) is { } lost)
            throw new InvalidOperationException($"{lost} was acknowledged and is gone.");
        if (checkedCollection.Count != present.Count)
            throw new InvalidOperationException($"The collection counts {checkedCollection.Count} vectors and has {present.Count}.");
    }

    private async Task<(Process Process, Uri Address)> StartAsync(CancellationToken cancellationToken)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        var start = new ProcessStartInfo("dotnet") { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (string[])[Path.Combine(AppContext.BaseDirectory, "Index.dll"), $"--Hosting:GrpcPort={port}", $"--Index:DataPath={folder}", "--Index:SegmentBytes=4194304"])
            start.ArgumentList.Add(argument);
        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        for (var attempt = 0; attempt < 600 && !process.HasExited; attempt++)
        {
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync(IPAddress.Loopback, port, cancellationToken);
                return (process, new Uri($"http://127.0.0.1:{port}"));
            }
            catch (SocketException)
            {
                await Task.Delay(50, cancellationToken);
            }
        }

        throw new InvalidOperationException("The Index service does not start.");
    }
}
