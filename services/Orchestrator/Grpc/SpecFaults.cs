using ImageSearchBench.Hosting.Errors;

namespace ImageSearchBench.Orchestrator.Grpc;

/// <summary>Gathers the faults of a specification, so that a caller sees all at once.</summary>
internal sealed class SpecFaults(string section)
{
    private readonly List<(string Field, string Message)> _faults = [];

    public void If(bool isFault, string field, string message)
    {
        if (isFault)
            Add(field, message);
    }

    public void Add(string field, string message) => _faults.Add((field, message));

    public void ThrowIfAny()
    {
        if (_faults.Count > 0)
            throw BenchException.Invalid(string.Join(" ", _faults.Select(f => $"{f.Field}: {f.Message}")), $"spec.{section}.{_faults[0].Field}");
    }
}
