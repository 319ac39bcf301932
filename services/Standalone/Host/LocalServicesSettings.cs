namespace ImageSearchBench.Standalone.Host;

/// <summary>How the services are started inside this process.</summary>
/// <param name="Data">Where they keep their data.</param>
internal sealed record LocalServicesSettings(DataFolder Data)
{
    /// <summary>IP address to listen on.</summary>
    public string Address { get; init; } = "127.0.0.1";

    /// <summary>Port of gRPC; 0 takes any free one.</summary>
    public int GrpcPort { get; init; }

    /// <summary>Port of <c>/healthz</c> and <c>/metrics</c>; 0 takes any free one, -1 leaves it away.</summary>
    public int HttpPort { get; init; } = -1;

    /// <summary>More settings of the services.</summary>
    public IReadOnlyDictionary<string, string> More { get; init; } = new Dictionary<string, string>();

    /// <summary>The caller shows itself how its jobs end; the log does not repeat it.</summary>
    public bool JobsAreWatched { get; init; }
}
