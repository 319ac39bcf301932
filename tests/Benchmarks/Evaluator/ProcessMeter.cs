using System.Diagnostics;
using System.Globalization;

namespace ImageSearchBench.Benchmarks.Evaluator;

/// <summary>What a process took.</summary>
/// <param name="Wall">Wall time, seconds.</param>
/// <param name="Cpu">Processor time of all threads, seconds.</param>
/// <param name="PeakMegabytes">The most memory it ever held, MB (10^6 bytes).</param>
/// <param name="Output">What it printed.</param>
internal sealed record ProcessCost(double Wall, double Cpu, double PeakMegabytes, string Output);

/// <summary>Runs programs under <c>/usr/bin/env time</c>-like measurement: from start to end, start-up included.</summary>
internal static class ProcessMeter
{
    public static async Task<ProcessCost> RunAsync(string program, IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        // GNU time reads the kernel's own accounting of the child, which is exact when it has ended.
        var report = Path.GetTempFileName();
        try
        {
            var start = new ProcessStartInfo("/usr/bin/time") { RedirectStandardOutput = true, UseShellExecute = false };
            foreach (var argument in new[] { "-f", "%e %U %S %M", "-o", report, program }.Concat(arguments))
                start.ArgumentList.Add(argument);
            using var process = Process.Start(start)!;
            var output = await process.StandardOutput.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            double[] cells = [.. (await File.ReadAllLinesAsync(report, cancellationToken))[^1].Split(' ').Select(c => double.Parse(c, CultureInfo.InvariantCulture))];
            return new ProcessCost(cells[0], cells[1] + cells[2], cells[3] * 1024 / 1e6, output);
        }
        finally
        {
            File.Delete(report);
        }
    }
}
