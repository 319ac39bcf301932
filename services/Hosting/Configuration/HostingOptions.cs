using System.ComponentModel.DataAnnotations;

namespace ImageSearchBench.Hosting.Configuration;

/// <summary>Where a service listens. Section <c>Hosting</c>; environment variables <c>Hosting__GrpcPort</c> and so on.</summary>
public sealed class HostingOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Hosting";

    /// <summary>Address to listen on. Default: loopback only.</summary>
    [Required]
    public string Address { get; set; } = "127.0.0.1";

    /// <summary>Port of gRPC (HTTP/2 without TLS). Default 0: any free port.</summary>
    [Range(0, 65535)]
    public int GrpcPort { get; set; }

    /// <summary>Port of <c>/healthz</c> and <c>/metrics</c> (HTTP/1, since the gRPC port refuses it). Default -1: none; 0: any free port.</summary>
    [Range(-1, 65535)]
    public int HttpPort { get; set; } = -1;

    /// <summary>Address of an OpenTelemetry collector (OTLP over gRPC). Default: none, nothing is exported.</summary>
    public Uri? OtlpEndpoint { get; set; }
}
