namespace ImageSearchBench.Hosting.Clients;

/// <summary>
/// Where the services are. Section <c>Services</c>; environment variables <c>Services__Encoder</c> and so on.
/// An address that is missing fails the first call with a message that says which setting to make.
/// </summary>
public sealed class ServiceAddressOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Services";

    /// <summary>Address of the Encoder, such as <c>http://127.0.0.1:7101</c>.</summary>
    public Uri? Encoder { get; set; }

    /// <summary>Address of the Index.</summary>
    public Uri? Index { get; set; }

    /// <summary>Address of QueryGeneration.</summary>
    public Uri? QueryGeneration { get; set; }

    /// <summary>Address of the Evaluator.</summary>
    public Uri? Evaluator { get; set; }

    /// <summary>Address of the Orchestrator.</summary>
    public Uri? Orchestrator { get; set; }

    /// <summary>Most time a unary call may take when its caller set no deadline. Default 5 minutes.</summary>
    public TimeSpan UnaryDeadline { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Most time a stream may take when its caller set no deadline. Default 7 days: bulk work is long.</summary>
    public TimeSpan StreamDeadline { get; set; } = TimeSpan.FromDays(7);
}
