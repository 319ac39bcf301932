using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Grpc.Net.Client;

namespace ImageSearchBench.Orchestrator.Tests.Fakes;

/// <summary>The Orchestrator as a process of its own, which can be killed.</summary>
internal sealed class OrchestratorProcess : IAsyncDisposable
{
    private const string Listening = "Now listening on: ";

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _log;

    private OrchestratorProcess(Process process, ConcurrentQueue<string> log, Uri address)
    {
        _process = process;
        _log = log;
        Channel = GrpcChannel.ForAddress(address);
    }

    public GrpcChannel Channel { get; }

    /// <summary>Its name as jobs tell it.</summary>
    public string Replica => string.Create(CultureInfo.InvariantCulture, $"{Environment.MachineName}:{_process.Id}");

    /// <summary>Starts it on a free port, over a data folder, with all other services at one address.</summary>
    /// <param name="dataPath">The data folder.</param>
    /// <param name="services">Where the other services are.</param>
    /// <param name="settings">Further settings, such as <c>Orchestrator:Database=…</c>.</param>
    public static async Task<OrchestratorProcess> StartAsync(string dataPath, Uri services, params string[] settings)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "Orchestrator.dll"));
        start.ArgumentList.Add($"--Orchestrator:DataPath={dataPath}");

        // A campaign kills on purpose: the job is not to be taken for one that kills its host.
        start.ArgumentList.Add("--Orchestrator:MaxAdoptions=1000");
        foreach (var service in (string[])["Encoder", "Index", "QueryGeneration", "Evaluator"])
            start.ArgumentList.Add($"--Services:{service}={services}");

        foreach (var setting in settings)
            start.ArgumentList.Add($"--{setting}");

        var process = Process.Start(start)!;
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        var lines = new ConcurrentQueue<string>();
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            lines.Enqueue(line);
            if (line.IndexOf(Listening, StringComparison.Ordinal) is >= 0 and var at)
            {
                _ = ReadOnAsync(process.StandardOutput, lines);
                return new OrchestratorProcess(process, lines, new Uri(line[(at + Listening.Length)..]));
            }
        }

        process.Dispose();
        throw new InvalidOperationException("The Orchestrator did not start:\n" + string.Join('\n', lines));
    }

    /// <summary>Stops it where it is, as <c>kill -STOP</c> does: it is alive, and does nothing.</summary>
    public Task FreezeAsync() => SignalAsync("STOP");

    /// <summary>Lets it go on as if nothing had been.</summary>
    public Task ThawAsync() => SignalAsync("CONT");

    /// <summary>Waits until its log says something.</summary>
    public async Task WaitForLogAsync(string text)
    {
        for (var attempt = 0; !_log.Any(l => l.Contains(text, StringComparison.Ordinal)); attempt++)
        {
            if (attempt == 600)
                throw new TimeoutException($"The log does not say '{text}':\n{string.Join('\n', _log)}");
            await Task.Delay(50);
        }
    }

    /// <summary>Kills it as <c>kill -9</c> does, and waits until it is gone.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        Channel.Dispose();
        if (!_process.HasExited)
            await KillAsync();
        _process.Dispose();
    }

    private async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
    }

    private static async Task ReadOnAsync(StreamReader output, ConcurrentQueue<string> lines)
    {
        while (await output.ReadLineAsync() is { } line)
            lines.Enqueue(line);
    }
}
