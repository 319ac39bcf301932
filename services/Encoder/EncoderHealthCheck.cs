using ImageSearchBench.Encoder.Inference;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace ImageSearchBench.Encoder;

/// <summary>Healthy while the worker of every model in memory lives: a process that answers probes but no calls is of no use.</summary>
internal sealed class EncoderHealthCheck(ModelHost host) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(host.IsHealthy
            ? HealthCheckResult.Healthy("Models in memory: " + string.Join(", ", host.Loaded))
            : HealthCheckResult.Unhealthy("The worker of a model has ended."));
}
