using ImageSearchBench.Standalone.Host;
using ImageSearchBench.Standalone.Output;

namespace ImageSearchBench.Standalone.Tests.Support;

/// <summary>All services in the test's process, as <c>isb serve</c> runs them.</summary>
internal static class RunningServices
{
    public static Task<LocalServices> StartAsync(string data) => LocalServices.StartAsync(
        new LocalServicesSettings(new DataFolder(data)),
        new Terminal(TextWriter.Null, TextWriter.Null, progress: null, width: null, _ => null),
        TestContext.Current.CancellationToken);
}
