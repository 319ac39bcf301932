using System.Diagnostics;
using System.Globalization;

namespace ImageSearchBench.Benchmarks.QueryGeneration;

/// <summary>The QueryGeneration service as a process of its own, at a free port.</summary>
internal sealed class ServiceProcess : IDisposable
{
    private const string Listening = "Now listening on: ";
    private readonly Process _process;

    private ServiceProcess(Process process, Uri address)
    {
        _process = process;
        Address = address;
    }

    /// <summary>Where it listens.</summary>
    public Uri Address { get; }

    /// <summary>Starts it and waits until it listens.</summary>
    public static async Task<ServiceProcess> StartAsync(Uri endpoint, string dataPath, int concurrency, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet")
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "QueryGeneration.dll"));
        const string Model = "QueryGeneration__Models__scripted__";
        start.Environment["QueryGeneration__DataPath"] = dataPath;
        start.Environment[Model + "Endpoint"] = endpoint.ToString();
        start.Environment[Model + "MaxConcurrency"] = concurrency.ToString(CultureInfo.InvariantCulture);
        start.Environment[Model + "RetryDelay"] = "00:00:00.010";
        start.Environment[Model + "MaxAttempts"] = "20";
        start.Environment["Logging__LogLevel__ImageSearchBench"] = "Error";
        var process = Process.Start(start)!;
        while (await process.StandardOutput.ReadLineAsync(cancellationToken) is { } line)
        {
            if (line.IndexOf(Listening, StringComparison.Ordinal) is >= 0 and var at)
            {
                // Read on, or the process stops when the pipe is full.
                _ = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null, CancellationToken.None);
                return new ServiceProcess(process, new Uri(line[(at + Listening.Length)..].Trim()));
            }
        }

        throw new InvalidOperationException("The service ended before it listened.");
    }

    /// <summary>SIGKILL.</summary>
    public void Kill() => _process.Kill();

    /// <inheritdoc />
    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }
}
