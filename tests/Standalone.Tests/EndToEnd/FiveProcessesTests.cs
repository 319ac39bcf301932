using System.Net;
using System.Net.Sockets;
using ImageSearchBench.Standalone.Tests.Support;
using ImageSearchBench.Testing;

namespace ImageSearchBench.Standalone.Tests.EndToEnd;

/// <summary>Five processes give what one process gives, byte for byte.</summary>
public sealed class FiveProcessesTests : IDisposable
{
    private readonly SampleScenes _scenes = new(60);

    public void Dispose() => _scenes.Dispose();

    [Fact]
    public async Task Dataset_run_and_figures_are_the_same()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() || OperatingSystem.IsMacOS(), "deploy/run-local.sh needs bash.");
        var one = Path.Combine(_scenes.Folder, "one");
        var five = Path.Combine(_scenes.Folder, "five");
        var here = await WorkAsync(["--data", one]);

        var port = FreePorts();
        using var services = IsbProcess.Start(
            "bash",
            [Path.Combine(Repository.Root, "deploy", "run-local.sh"), "--data", five, "--port", $"{port}", "--bin", AppContext.BaseDirectory]);
        await services.UntilAsync(() => IsOpen(port + 4));
        var addresses = $"orchestrator=http://127.0.0.1:{port + 4},encoder=http://127.0.0.1:{port},querygeneration=http://127.0.0.1:{port + 2}";
        string[] server = [.. addresses.Split(',').SelectMany(a => new[] { "--server", a })];
        var there = await WorkAsync(server);
        (await Isb.RunAsync(["llm", "ledger", .. server])).RequireDone();
        await services.SignalAsync("TERM");
        var stopped = await services.ResultAsync();

        stopped.ExitCode.Should().Be(0, "standard error says: {0}", stopped.Error);
        stopped.Out.Should().Contain("export ISB_SERVER=" + addresses, "that is how the services are used");
        Directory.Exists(Path.Combine(five, "query-generation")).Should().BeTrue("all data lies below the folder that was named");
        there.Should().Be(here);
        FolderContent.Of(Path.Combine(five, "datasets")).Should().Equal(FolderContent.Of(Path.Combine(one, "datasets")));
        Runs(five).Should().Equal(Runs(one));
        for (var i = 0; i < 5; i++)
            IsOpen(port + i).Should().BeFalse("all processes end with the script");
    }

    private async Task<string> WorkAsync(string[] where)
    {
        (await Isb.RunAsync(["models", "add", SampleScenes.Model("scenes-tiny"), .. where])).RequireDone();
        (await Isb.RunAsync([.. _scenes.Build(), .. where])).RequireDone();
        return (await Isb.RunAsync(["evaluate", "-d", "scenes", "-s", "scenes-tiny", "--json", .. where])).RequireDone().Out;
    }

    // run.json tells when it was made, which is no part of the result.
    private static IEnumerable<KeyValuePair<string, string>> Runs(string data) =>
        FolderContent.Of(Path.Combine(data, "runs")).Where(f => !f.Key.EndsWith("run.json", StringComparison.Ordinal)).OrderBy(f => f.Key, StringComparer.Ordinal);

    private static bool IsOpen(int port)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Connect(IPAddress.Loopback, port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    // The script takes five ports in a row, and five more ten above.
    private static int FreePorts()
    {
        for (var start = 20_000 + Environment.ProcessId % 20_000; ; start += 20)
        {
            if (Enumerable.Range(start, 15).All(IsFree))
                return start;
        }
    }

    private static bool IsFree(int port)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
