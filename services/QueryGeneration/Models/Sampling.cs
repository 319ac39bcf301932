namespace ImageSearchBench.QueryGeneration.Models;

/// <summary>Which parameters of sampling an endpoint takes.</summary>
internal enum Sampling
{
    /// <summary>Both.</summary>
    TemperatureAndSeed,

    /// <summary>Strict servers know no seed.</summary>
    Temperature,

    /// <summary>Reasoning models take neither.</summary>
    None,
}
