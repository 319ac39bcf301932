using Microsoft.Extensions.DependencyInjection;

namespace ImageSearchBench.Hosting.Configuration;

/// <summary>Binds options that are checked when the host starts, all faults at once.</summary>
public static class OptionsRegistration
{
    /// <summary>Binds <typeparamref name="TOptions"/> to a configuration section, checks its annotations at start.</summary>
    public static IServiceCollection AddValidatedOptions<TOptions>(this IServiceCollection services, string section)
        where TOptions : class
    {
        services.AddOptions<TOptions>().BindConfiguration(section).ValidateDataAnnotations().ValidateOnStart();
        return services;
    }
}
