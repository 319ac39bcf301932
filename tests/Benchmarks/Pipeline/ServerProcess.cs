using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace ImageSearchBench.Benchmarks.Pipeline;

/// <summary><c>isb serve</c> as a process of its own, and what can be seen of it from outside.</summary>
internal sealed partial class ServerProcess : IDisposable
{
    private readonly Process _process;
    private readonly HttpClient _http = new();

    private ServerProcess(Process process, Uri grpc, Uri http)
    {
        _process = process;
        Grpc = grpc;
        _http.BaseAddress = http;
    }

    /// <summary>Where its services listen.</summary>
    public Uri Grpc { get; }

    /// <summary>Resident memory in bytes.</summary>
    public long Resident => long.Parse(File.ReadAllText($"/proc/{_process.Id}/statm").Split(' ')[1], CultureInfo.InvariantCulture) * Environment.SystemPageSize;

    /// <summary>Processor time used.</summary>
    public TimeSpan CpuTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>Starts it over a data folder and waits until it listens.</summary>
    public static async Task<ServerProcess> StartAsync(string data, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
            ArgumentList = { Path.Combine(AppContext.BaseDirectory, "isb.dll"), "serve", "--port", "0", "--http-port", "0", "--data", data, "--json" },
        };
        var process = Process.Start(start)!;
        var announced = new StringBuilder();
        while (await process.StandardOutput.ReadLineAsync(cancellationToken) is { } line)
        {
            announced.Append(line);
            if (line != "}")
                continue;
            using var json = JsonDocument.Parse(announced.ToString());
            return new ServerProcess(
                process, new Uri(json.RootElement.GetProperty("grpc").GetString()!), new Uri(json.RootElement.GetProperty("http").GetString()!));
        }

        throw new InvalidOperationException("isb serve ended before it listened.");
    }

    /// <summary>Sum and count of one of the Encoder's histograms over the image tower.</summary>
    public async Task<(double Sum, double Count)> ImageHistogramAsync(string name, CancellationToken cancellationToken)
    {
        var (sum, count) = (0.0, 0.0);
        var metrics = await _http.GetStringAsync(new Uri("/metrics", UriKind.Relative), cancellationToken);
        foreach (var line in metrics.Split('\n').Where(l => l.StartsWith(name, StringComparison.Ordinal) && l.Contains("kind=\"image\"", StringComparison.Ordinal)))
        {
            if (Sample().Match(line) is not { Success: true } match)
                continue;
            var value = double.Parse(match.Groups["value"].Value, CultureInfo.InvariantCulture);
            if (match.Groups["what"].Value == "sum")
                sum += value;
            else
                count += value;
        }

        return (sum, count);
    }

    /// <summary>A counter's value; 0 where there is none yet.</summary>
    public async Task<double> CounterAsync(string name, CancellationToken cancellationToken)
    {
        var metrics = await _http.GetStringAsync(new Uri("/metrics", UriKind.Relative), cancellationToken);
        var line = metrics.Split('\n').FirstOrDefault(l => l.StartsWith(name, StringComparison.Ordinal));
        // Between name and value there are labels, after the value perhaps a time.
        return line is null ? 0 : double.Parse(line[name.Length..].Split('}')[^1].Split(' ', StringSplitOptions.RemoveEmptyEntries)[0], CultureInfo.InvariantCulture);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        _http.Dispose();
    }

    [GeneratedRegex(@"_(?<what>sum|count)\{[^}]*\} (?<value>[0-9.eE+-]+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Sample();
}
