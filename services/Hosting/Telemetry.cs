using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace ImageSearchBench.Hosting;

/// <summary>Metrics and traces through OpenTelemetry.</summary>
public static class Telemetry
{
    /// <summary>Meters and activity sources of this product begin with this, such as <c>ImageSearchBench.Encoder</c>.</summary>
    public const string NamePrefix = "ImageSearchBench.";

    internal static IServiceCollection AddTelemetry(this IServiceCollection services, string serviceName, Uri? otlpEndpoint)
    {
        var telemetry = services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService(serviceName))
            .WithMetrics(metrics => metrics.AddMeter(NamePrefix + "*").AddAspNetCoreInstrumentation().AddPrometheusExporter());

        // Spans cost something on every call: they are made only where somebody collects them.
        if (otlpEndpoint is not null)
        {
            telemetry
                .WithTracing(tracing => tracing.AddSource(NamePrefix + "*").AddAspNetCoreInstrumentation().AddGrpcClientInstrumentation())
                .UseOtlpExporter(OpenTelemetry.Exporter.OtlpExportProtocol.Grpc, otlpEndpoint);
        }

        return services;
    }
}
