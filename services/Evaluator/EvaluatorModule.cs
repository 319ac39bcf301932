using ImageSearchBench.Evaluator.Grpc;
using ImageSearchBench.Evaluator.Telemetry;
using ImageSearchBench.Hosting.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace ImageSearchBench.Evaluator;

/// <summary>What the Evaluator service registers and maps; its own process and the all-in-one process use the same.</summary>
public static class EvaluatorModule
{
    /// <summary>Registers the service.</summary>
    public static WebApplicationBuilder AddEvaluator(this WebApplicationBuilder builder)
    {
        builder.Services.AddValidatedOptions<EvaluatorOptions>(EvaluatorOptions.Section);
        builder.Services.TryAddSingleton<EvaluatorMetrics>();
        return builder;
    }

    /// <summary>Maps its endpoints.</summary>
    public static WebApplication MapEvaluator(this WebApplication app)
    {
        app.MapGrpcService<EvaluatorGrpcService>();
        app.MapGrpcService<AnalysisGrpcService>();
        return app;
    }
}
