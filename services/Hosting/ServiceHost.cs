using System.Net;
using ImageSearchBench.Hosting.Configuration;
using ImageSearchBench.Hosting.Errors;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace ImageSearchBench.Hosting;

/// <summary>What every service has: Kestrel on loopback, gRPC with health, reflection and one error map, telemetry.</summary>
public static class ServiceHost
{
    /// <summary>A web application with the defaults of a service; modules add themselves to it.</summary>
    public static WebApplicationBuilder CreateBuilder(string[] args)
    {
        // Content root = where the program is, not where it is called from: a service reads no file beside the caller.
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        builder.Logging.AddFilter("Grpc", LogLevel.Warning);
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddValidatedOptions<HostingOptions>(HostingOptions.Section);
        builder.Services.AddGrpc(options => options.Interceptors.Add<ErrorInterceptor>());
        builder.Services.AddGrpcReflection();
        builder.Services.AddGrpcHealthChecks();

        var options = builder.Configuration.GetSection(HostingOptions.Section).Get<HostingOptions>() ?? new HostingOptions();
        builder.Services.AddTelemetry(builder.Environment.ApplicationName, options.OtlpEndpoint);
        builder.WebHost.ConfigureKestrel(kestrel => Listen(kestrel, options));
        return builder;
    }

    /// <summary>Maps health, reflection and, on the HTTP port, <c>/healthz</c> and <c>/metrics</c>.</summary>
    public static WebApplication MapServiceDefaults(this WebApplication app)
    {
        app.MapGrpcReflectionService();
        app.MapGrpcHealthChecksService();
        app.MapHealthChecks("/healthz", new HealthCheckOptions { AllowCachingResponses = false });
        app.MapPrometheusScrapingEndpoint("/metrics");
        return app;
    }

    private static void Listen(KestrelServerOptions kestrel, HostingOptions options)
    {
        kestrel.AddServerHeader = false;
        if (!IPAddress.TryParse(options.Address, out var address))
            throw BenchException.Invalid($"{HostingOptions.Section}:Address is '{options.Address}', which is no IP address.");
        kestrel.Listen(address, options.GrpcPort, listen => listen.Protocols = HttpProtocols.Http2);
        if (options.HttpPort >= 0)
            kestrel.Listen(address, options.HttpPort, listen => listen.Protocols = HttpProtocols.Http1);
    }
}
