using System.Diagnostics;

namespace ImageSearchBench.Standalone.Tests.Support;

/// <summary><c>isb</c>, or another program of the build folder, as a process of its own.</summary>
internal sealed class IsbProcess : IDisposable
{
    private readonly Process _process;
    private readonly Task<string> _output;
    private readonly Task<string> _error;

    private IsbProcess(ProcessStartInfo info)
    {
        _process = Process.Start(info)!;
        _output = _process.StandardOutput.ReadToEndAsync();
        _error = _process.StandardError.ReadToEndAsync();
    }

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    public static IsbProcess Start(params IEnumerable<string> args) =>
        Start("dotnet", [Path.Combine(AppContext.BaseDirectory, "isb.dll"), .. args]);

    public static IsbProcess Start(string program, IEnumerable<string> args, params IEnumerable<(string Name, string Value)> variables)
    {
        var info = new ProcessStartInfo(program, args)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (var (name, value) in variables)
            info.Environment[name] = value;
        return new IsbProcess(info);
    }

    /// <summary>Waits for something that the process does.</summary>
    public async Task UntilAsync(Func<bool> happened)
    {
        var deadline = Stopwatch.StartNew();
        while (!happened())
        {
            if (_process.HasExited || deadline.Elapsed > TimeSpan.FromMinutes(2))
                throw new InvalidOperationException($"It did not happen. Exited: {_process.HasExited}. {(_process.HasExited ? await _error : "")}");
            await Task.Delay(2);
        }
    }

    /// <summary>Ends it at once, as <c>kill -9</c> does.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>Sends a signal.</summary>
    public async Task SignalAsync(string name)
    {
        using var kill = Process.Start("kill", ["-s", name, $"{_process.Id}"]);
        await kill.WaitForExitAsync();
    }

    /// <summary>Waits for its end.</summary>
    public async Task<IsbResult> ResultAsync()
    {
        await _process.WaitForExitAsync();
        return new IsbResult(_process.ExitCode, await _output, await _error);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }
}
