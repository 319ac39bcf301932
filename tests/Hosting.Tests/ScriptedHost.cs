using ImageSearchBench.Contracts.Evaluator.V1;
using ImageSearchBench.Hosting.Clients;
using ImageSearchBench.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace ImageSearchBench.Hosting.Tests;

/// <summary>A host with the defaults of every service and one scripted service; its client is the registered one.</summary>
internal static class ScriptedHost
{
    public static Task<ServiceUnderTest> StartAsync(
        ScriptedEvaluator.Script script, IReadOnlyDictionary<string, string?>? settings = null) =>
        ServiceUnderTest.StartAsync(
            builder =>
            {
                builder.Services.AddSingleton(script);
                builder.Services.AddSingleton<ScriptedEvaluator>();
                builder.Services.AddServiceClient<EvaluatorService.EvaluatorServiceClient>(EvaluatorService.Descriptor, o => o.Evaluator);
            },
            app => app.MapGrpcService<ScriptedEvaluator>(),
            settings);

    public static EvaluatorService.EvaluatorServiceClient Client(this ServiceUnderTest host)
    {
        host.Services.GetRequiredService<Microsoft.Extensions.Options.IOptionsMonitor<ServiceAddressOptions>>().CurrentValue.Evaluator ??= host.Address;
        return host.Services.GetRequiredService<EvaluatorService.EvaluatorServiceClient>();
    }
}
