using Grpc.Core;
using Grpc.Net.Client.Configuration;
using ImageSearchBench.Hosting.Errors;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using ServiceDescriptor = Google.Protobuf.Reflection.ServiceDescriptor;

namespace ImageSearchBench.Hosting.Clients;

/// <summary>Typed clients of the services: one address each, deadlines, retries of unary calls that found nobody.</summary>
public static class ServiceClients
{
    /// <summary>
    /// Registers a generated client. Calls that a server makes on behalf of another call pass its deadline and cancellation on.
    /// </summary>
    /// <param name="services">The registrations.</param>
    /// <param name="descriptor">The service's descriptor: its unary methods are retried on UNAVAILABLE, streams never.</param>
    /// <param name="address">Which address of <see cref="ServiceAddressOptions"/> it has. Read when the first client is made, so that a
    /// process that serves itself on a free port can set it after it started.</param>
    public static IServiceCollection AddServiceClient<TClient>(
        this IServiceCollection services, ServiceDescriptor descriptor, Func<ServiceAddressOptions, Uri?> address)
        where TClient : class
    {
        services.AddOptions<ServiceAddressOptions>().BindConfiguration(ServiceAddressOptions.Section);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<DeadlineInterceptor>();
        services
            .AddGrpcClient<TClient>(descriptor.FullName, (provider, options) =>
                options.Address = address(provider.GetRequiredService<IOptionsMonitor<ServiceAddressOptions>>().CurrentValue)
                    ?? throw new BenchException(
                        ErrorKind.FailedPrecondition,
                        $"The address of {descriptor.FullName} is not set: set {ServiceAddressOptions.Section}__{ServiceName(descriptor)}, for example to http://127.0.0.1:7101."))
            .ConfigureChannel(options =>
            {
                options.ServiceConfig = RetryUnary(descriptor);
                options.MaxReceiveMessageSize = 16 << 20;
                options.MaxSendMessageSize = 64 << 20;
            })
            .AddInterceptor<DeadlineInterceptor>()
            .EnableCallContextPropagation(options => options.SuppressContextNotFoundErrors = true);
        return services;
    }

    private static string ServiceName(ServiceDescriptor descriptor) =>
        descriptor.Name.EndsWith("Service", StringComparison.Ordinal) ? descriptor.Name[..^"Service".Length] : descriptor.Name;

    private static ServiceConfig RetryUnary(ServiceDescriptor descriptor)
    {
        var method = new MethodConfig
        {
            RetryPolicy = new RetryPolicy
            {
                MaxAttempts = 4,
                InitialBackoff = TimeSpan.FromMilliseconds(100),
                MaxBackoff = TimeSpan.FromSeconds(2),
                BackoffMultiplier = 3,
                RetryableStatusCodes = { StatusCode.Unavailable },
            },
        };
        foreach (var unary in descriptor.Methods.Where(m => !m.IsClientStreaming && !m.IsServerStreaming))
            method.Names.Add(new MethodName { Service = descriptor.FullName, Method = unary.Name });
        return new ServiceConfig { MethodConfigs = { method } };
    }
}
