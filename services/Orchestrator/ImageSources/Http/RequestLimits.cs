namespace ImageSearchBench.Orchestrator.ImageSources.Http;

/// <summary>How often a source may be asked.</summary>
/// <param name="Source">Name that requests are counted under.</param>
/// <param name="PerMinute">Requests a minute, evenly spaced.</param>
/// <param name="PerDay">Requests a day (UTC); 0 means no limit.</param>
internal sealed record RequestLimits(string Source, int PerMinute, int PerDay);
