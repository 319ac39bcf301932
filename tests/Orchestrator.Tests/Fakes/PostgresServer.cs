using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Npgsql;

[assembly: AssemblyFixture(typeof(ImageSearchBench.Orchestrator.Tests.Fakes.PostgresServer))]

namespace ImageSearchBench.Orchestrator.Tests.Fakes;

/// <summary>A PostgreSQL server of the tests' own, started by the first one that needs it; each test has a database of its own.</summary>
public sealed class PostgresServer : IAsyncDisposable
{
    // It ends with whoever holds its input, however that dies.
    private const string Script = """
        "$BIN/initdb" -D "$DATA" -A trust -U isb --no-sync >/dev/null || exit 1
        "$BIN/postgres" -D "$DATA" -p "$PORT" -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off -c max_connections=300 >/dev/null 2>&1 &
        cat >/dev/null
        kill -QUIT $!
        wait
        """;

    private readonly SemaphoreSlim _starting = new(1);
    private string? _folder;
    private Process? _process;
    private string _server = "";

    /// <summary>Where Debian or the PATH has the server's programs; null where it is not installed.</summary>
    private static string? Programs { get; } = Directory.Exists("/usr/lib/postgresql")
        ? Directory.GetDirectories("/usr/lib/postgresql").OrderDescending(StringComparer.Ordinal).Select(d => Path.Combine(d, "bin")).FirstOrDefault(HasServer)
        : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').FirstOrDefault(HasServer);

    /// <summary>Makes an empty database; the test skips where PostgreSQL is not installed.</summary>
    /// <returns>The connection string.</returns>
    public async Task<string> CreateDatabaseAsync()
    {
        Assert.SkipWhen(Programs is null, "PostgreSQL is not installed (Debian: postgresql).");
        await StartAsync();
        var name = $"t{Guid.NewGuid():N}";
        await using var source = NpgsqlDataSource.Create(_server + ";Database=postgres;Pooling=false");
        await using var command = source.CreateCommand($"CREATE DATABASE {name}");
        await command.ExecuteNonQueryAsync();
        return $"{_server};Database={name}";
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            NpgsqlConnection.ClearAllPools();
            _process.StandardInput.Close();
            await _process.WaitForExitAsync();
            _process.Dispose();
        }

        if (_folder is not null)
            Directory.Delete(_folder, recursive: true);
        _starting.Dispose();
    }

    private static bool HasServer(string folder) => File.Exists(Path.Combine(folder, "initdb")) && File.Exists(Path.Combine(folder, "postgres"));

    private async Task StartAsync()
    {
        await _starting.WaitAsync();
        try
        {
            if (_process is not null)
                return;
            _folder = Directory.CreateTempSubdirectory("isb-postgres-").FullName;
            var port = FreePort().ToString(CultureInfo.InvariantCulture);
            _server = $"Host=127.0.0.1;Port={port};Username=isb;Timeout=60";
            _process = StartProcess(port);
            await WaitAsync();
        }
        finally
        {
            _starting.Release();
        }
    }

    private Process StartProcess(string port)
    {
        // PostgreSQL refuses to run as root.
        var start = new ProcessStartInfo { RedirectStandardInput = true };
        if (string.Equals(Environment.UserName, "root", StringComparison.Ordinal))
        {
            Process.Start("chown", ["postgres", _folder!]).WaitForExit();
            start.FileName = "setpriv";
            foreach (var argument in (string[])["--reuid=postgres", "--regid=postgres", "--clear-groups", "sh"])
                start.ArgumentList.Add(argument);
        }
        else
        {
            start.FileName = "sh";
        }

        start.ArgumentList.Add("-c");
        start.ArgumentList.Add(Script);
        start.WorkingDirectory = _folder;
        start.Environment["BIN"] = Programs;
        start.Environment["DATA"] = Path.Combine(_folder!, "data");
        start.Environment["PORT"] = port;
        return Process.Start(start)!;
    }

    private async Task WaitAsync()
    {
        await using var source = NpgsqlDataSource.Create(_server + ";Database=postgres;Pooling=false");
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                await using var connection = await source.OpenConnectionAsync();
                return;
            }
            catch (NpgsqlException) when (attempt < 300 && !_process!.HasExited)
            {
                await Task.Delay(100);
            }
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
