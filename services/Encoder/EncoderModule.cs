namespace ImageSearchBench.Encoder;

/// <summary>What the Encoder service registers and maps; its own process and the all-in-one process use the same.</summary>
public static class EncoderModule
{
    /// <summary>Registers the service.</summary>
    public static WebApplicationBuilder AddEncoder(this WebApplicationBuilder builder) => builder;

    /// <summary>Maps its endpoints.</summary>
    public static WebApplication MapEncoder(this WebApplication app) => app;
}
