namespace ImageSearchBench.Orchestrator.Formats.Validation;

/// <summary>Gathers the faults of a check: all are counted, the first ones are kept.</summary>
/// <param name="max">Faults that are kept.</param>
/// <param name="onFault">Takes each kept fault at once.</param>
internal sealed class ValidationFaults(int max, Action<string, string> onFault) : IFormatFaults
{
    private readonly Lock _lock = new();

    /// <summary>Faults so far.</summary>
    public long Count { get; private set; }

    /// <inheritdoc />
    public void Refuse(string place, string what)
    {
        lock (_lock)
        {
            if (Count++ < max)
                onFault(place, what);
        }
    }

    /// <inheritdoc />
    public void LeaveOut(string place, string item, string reason) => Refuse(place, $"{item}: {reason}");
}
