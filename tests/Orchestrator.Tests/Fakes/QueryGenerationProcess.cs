using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace ImageSearchBench.Orchestrator.Tests.Fakes;

/// <summary>QueryGeneration as a process of its own, which can be killed and comes back at the same address with the same store of replies.</summary>
internal sealed class QueryGenerationProcess : IAsyncDisposable
{
    private readonly string _dataPath;
    private readonly Uri _endpoint;
    private readonly int _port = FreePort();
    private Process? _process;

    private QueryGenerationProcess(string dataPath, Uri endpoint)
    {
        _dataPath = dataPath;
        _endpoint = endpoint;
    }

    /// <summary>Where it listens.</summary>
    public Uri Address => new(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{_port}"));

    /// <summary>Starts it and waits until it listens.</summary>
    /// <param name="dataPath">Where it keeps replies.</param>
    /// <param name="endpoint">The language model's endpoint.</param>
    public static async Task<QueryGenerationProcess> StartAsync(string dataPath, Uri endpoint)
    {
        var process = new QueryGenerationProcess(dataPath, endpoint);
        await process.StartAsync();
        return process;
    }

    /// <summary>Kills it as <c>kill -9</c> does, and starts it again.</summary>
    public async Task KillAndRestartAsync()
    {
        await DisposeAsync();
        await StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is null)
            return;
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _process = null;
    }

    private async Task StartAsync()
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "QueryGeneration.dll"));
        start.ArgumentList.Add(string.Create(CultureInfo.InvariantCulture, $"--Hosting:GrpcPort={_port}"));
        start.ArgumentList.Add($"--QueryGeneration:DataPath={_dataPath}");
        start.ArgumentList.Add($"--QueryGeneration:Models:scripted:Endpoint={_endpoint}");
        start.ArgumentList.Add("--QueryGeneration:Models:scripted:MaxConcurrency=4");
        _process = Process.Start(start)!;
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (!line.Contains("Now listening on: ", StringComparison.Ordinal))
                continue;

            // What it writes from now on is nobody's business, but must not fill the pipe.
            _ = _process.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
            return;
        }

        throw new InvalidOperationException("QueryGeneration did not start.");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
