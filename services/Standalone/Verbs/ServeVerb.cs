using System.CommandLine;
using System.Net;
using ImageSearchBench.Standalone.CommandLine;
using ImageSearchBench.Standalone.Host;
using ImageSearchBench.Standalone.Output;

namespace ImageSearchBench.Standalone.Verbs;

/// <summary><c>isb serve</c>: all services in this process until it is stopped.</summary>
internal static class ServeVerb
{
    private const int DefaultPort = 7100;

    public static Command Create(Terminal terminal)
    {
        var port = new Option<int>("--port")
        {
            Description = "Port of gRPC (HTTP/2 without TLS); 0 takes any free one",
            HelpName = "N",
            DefaultValueFactory = _ => DefaultPort,
        };
        var httpPort = new Option<int>("--http-port")
        {
            Description = "Port of /healthz and /metrics (HTTP/1); 0 takes any free one, -1 leaves it away",
            HelpName = "N",
            DefaultValueFactory = _ => -1,
        };
        var address = new Option<string>("--address")
        {
            Description = "IP address to listen on",
            HelpName = "A",
            DefaultValueFactory = _ => "127.0.0.1",
        };
        var command = new Command("serve", "Runs all services in this process until it is stopped") { port, httpPort, address, GlobalOptions.Data };
        return command.Runs(terminal, async (arguments, cancellationToken) =>
        {
            var settings = new LocalServicesSettings(new DataFolder(arguments.GetRequiredValue(GlobalOptions.Data)))
            {
                Address = arguments.GetRequiredValue(address),
                GrpcPort = Port("--port", arguments.GetValue(port), lowest: 0),
                HttpPort = Port("--http-port", arguments.GetValue(httpPort), lowest: -1),
            };
            await using var services = await LocalServices.StartAsync(settings, terminal, cancellationToken);
            Announce(terminal, arguments.GetValue(GlobalOptions.Json), settings, services);
            await WaitForStopAsync(cancellationToken);
        });
    }

    private static void Announce(Terminal terminal, bool json, LocalServicesSettings settings, LocalServices services)
    {
        if (IPAddress.TryParse(settings.Address, out var address) && !IPAddress.IsLoopback(address))
            terminal.Note($"warning: {settings.Address} can be reached from other machines, and the services ask nobody who they are.");
        if (json)
        {
            terminal.Json(
                new ServeJson(services.GrpcAddress.ToString(), services.HttpAddress?.ToString(), settings.Data.Path), IsbJson.Readable.ServeJson);
            return;
        }

        terminal.Line($"gRPC     {services.GrpcAddress}");
        if (services.HttpAddress is { } http)
            terminal.Line($"HTTP     {http} (healthz, metrics)");
        terminal.Line($"data     {settings.Data.Path}");
        terminal.Line($"Use it with --server {services.GrpcAddress}; Ctrl-C stops it.");
    }

    // Being stopped is how a server ends well.
    private static async Task WaitForStopAsync(CancellationToken cancellationToken)
    {
        var stop = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var _ = cancellationToken.Register(stop.SetResult);
        await stop.Task;
    }

    private static int Port(string option, int value, int lowest) =>
        value >= lowest && value <= IPEndPoint.MaxPort
            ? value
            : throw new UsageException($"{option} {value}: a port is from {lowest} to {IPEndPoint.MaxPort}.");
}
