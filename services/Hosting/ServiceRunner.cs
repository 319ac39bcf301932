using ImageSearchBench.Hosting.Errors;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Options;

namespace ImageSearchBench.Hosting;

/// <summary>Runs one service as a process.</summary>
public static class ServiceRunner
{
    /// <summary>Runs a module until it is stopped. Faulty settings end it at once, with one line for each fault and no stack trace.</summary>
    /// <returns>The exit code: 0 stopped, 1 could not start.</returns>
    public static async Task<int> RunAsync(
        string[] args, Func<WebApplicationBuilder, WebApplicationBuilder> add, Func<WebApplication, WebApplication> map)
    {
        try
        {
            await using var app = add(ServiceHost.CreateBuilder(args)).Build();
            await map(app.MapServiceDefaults()).RunAsync();
            return 0;
        }
        catch (Exception e) when (e is OptionsValidationException or BenchException or IOException)
        {
            IEnumerable<string> faults = e is OptionsValidationException validation ? validation.Failures : [e.Message];
            foreach (var fault in faults)
                await Console.Error.WriteLineAsync(fault);
            return 1;
        }
    }
}
