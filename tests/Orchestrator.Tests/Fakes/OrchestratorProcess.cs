using System.Diagnostics;
using Grpc.Net.Client;

namespace ImageSearchBench.Orchestrator.Tests.Fakes;

/// <summary>The Orchestrator as a process of its own, which can be killed.</summary>
internal sealed class OrchestratorProcess : IAsyncDisposable
{
    private const string Listening = "Now listening on: ";

    private readonly Process _process;

    private OrchestratorProcess(Process process, Uri address)
    {
        _process = process;
        Channel = GrpcChannel.ForAddress(address);
    }

    public GrpcChannel Channel { get; }

    /// <summary>Starts it on a free port, over a data folder, with all other services at one address.</summary>
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
            start.ArgumentList.Add(setting);
        var process = Process.Start(start)!;
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        var lines = new List<string>();
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            lines.Add(line);
            if (line.IndexOf(Listening, StringComparison.Ordinal) is >= 0 and var at)
            {
                // What it writes from now on is nobody's business, but must not fill the pipe.
                _ = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
                return new OrchestratorProcess(process, new Uri(line[(at + Listening.Length)..]));
            }
        }

        process.Dispose();
        throw new InvalidOperationException("The Orchestrator did not start:\n" + string.Join('\n', lines));
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
}
