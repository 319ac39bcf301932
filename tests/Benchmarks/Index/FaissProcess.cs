using System.Diagnostics;
using System.Globalization;

namespace ImageSearchBench.Benchmarks.Index;

/// <summary>Debian's Faiss (package python3-faiss) in a process of its own.</summary>
internal sealed class FaissProcess : IDisposable
{
    private readonly Process _process;

    private FaissProcess(Process process, string greeting)
    {
        _process = process;
        Version = greeting.Split(' ')[1];
    }

    public string Version { get; }

    public static async Task<FaissProcess> StartAsync(int dimension, string vectors, string queries, int threads)
    {
        var start = new ProcessStartInfo("/usr/bin/python3") { RedirectStandardInput = true, RedirectStandardOutput = true, UseShellExecute = false };
        foreach (var argument in (string[])[Path.Combine(AppContext.BaseDirectory, "faiss_server.py"), $"{dimension}", vectors, queries, $"{threads}"])
            start.ArgumentList.Add(argument);
        start.Environment["OPENBLAS_NUM_THREADS"] = start.Environment["OMP_NUM_THREADS"] = $"{threads}";
        var process = Process.Start(start) ?? throw new InvalidOperationException("python3 does not start.");
        var greeting = await process.StandardOutput.ReadLineAsync();
        return greeting?.StartsWith("ready ", StringComparison.Ordinal) == true
            ? new FaissProcess(process, greeting)
            : throw new InvalidOperationException("Faiss does not start: apt-get install python3-faiss.");
    }

    /// <summary>Searches; returns the time it took by its own clock and of the processors, and the rows found for the first query.</summary>
    public async Task<(TimeSpan Time, TimeSpan Cpu, int[] First)> SearchAsync(string mode, int queries, int topK)
    {
        await _process.StandardInput.WriteLineAsync($"{mode} {queries} {topK}");
        await _process.StandardInput.FlushAsync();
        var answer = (await _process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("Faiss went away.")).Split(' ');
        return (TimeSpan.FromSeconds(double.Parse(answer[0], CultureInfo.InvariantCulture)),
            TimeSpan.FromSeconds(double.Parse(answer[1], CultureInfo.InvariantCulture)),
            [.. answer.Skip(2).Select(a => int.Parse(a, CultureInfo.InvariantCulture))]);
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }
}
