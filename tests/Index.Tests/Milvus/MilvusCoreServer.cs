using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace ImageSearchBench.Index.Tests.Milvus;

/// <summary>
/// A server with Milvus' own C++ core, which <c>deploy/test-servers/milvus-core.sh</c> prepares once. Where it is not there, tests skip
/// and say why.
/// </summary>
public sealed class MilvusCoreServer : IAsyncLifetime
{
    private const string Program = "kylin-ai-vector-engine";
    private readonly string _folder = Path.Combine(
        Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } cache
            ? cache
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache"),
        "imagesearchbench",
        "milvus-core");

    private readonly string _database = $"/data/{Guid.NewGuid():N}.db";
    private Process? _process;

    /// <summary>Why there is no server; null when there is one.</summary>
    public string? Unavailable { get; private set; }

    public string Address { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        if (!OperatingSystem.IsLinux() || !File.Exists(Path.Combine(_folder, ".ready")))
        {
            Unavailable = "The server with Milvus' core is not prepared: run deploy/test-servers/milvus-core.sh as root, which says what it needs.";
            return;
        }

        if (!Environment.IsPrivilegedProcess)
        {
            Unavailable = "The server with Milvus' core runs in a chroot, which needs root.";
            return;
        }

        var port = FreePort();
        var start = new ProcessStartInfo("chroot") { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        foreach (var argument in (string[])[_folder, Program, _database, $"127.0.0.1:{port}", "ERROR"])
            start.ArgumentList.Add(argument);
        start.Environment["OPENBLAS_NUM_THREADS"] = "1";
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, _) => { };
        _process.ErrorDataReceived += (_, _) => { };
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        Address = $"http://127.0.0.1:{port}";
        if (!await ListensAsync(port))
            Unavailable = $"The server with Milvus' core did not listen within a minute: see {_folder}.";
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is null)
            return;
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        foreach (var path in Directory.EnumerateFileSystemEntries(Path.Combine(_folder, "data"), Path.GetFileName(_database) + "*"))
        {
            if (Directory.Exists(path))
                Directory.Delete(path, recursive: true);
            else
                File.Delete(path);
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static async Task<bool> ListensAsync(int port)
    {
        for (var attempt = 0; attempt < 300; attempt++)
        {
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync(IPAddress.Loopback, port);
                return true;
            }
            catch (SocketException)
            {
                await Task.Delay(200);
            }
        }

        return false;
    }
}
