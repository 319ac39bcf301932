namespace ImageSearchBench.Hosting.Errors;

/// <summary>
/// The one exception of the domain. Its message names file, line or field and says what to do; it reaches the caller as it is.
/// </summary>
public sealed class BenchException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="kind">What kind of failure it is.</param>
    /// <param name="message">What is wrong, where, and what to do.</param>
    /// <param name="field">The request field at fault, in proto spelling; null where there is none.</param>
    /// <param name="innerException">What it comes from.</param>
    public BenchException(ErrorKind kind, string message, string? field = null, Exception? innerException = null)
        : base(message, innerException)
    {
        Kind = kind;
        Field = field;
    }

    /// <summary>What kind of failure it is.</summary>
    public ErrorKind Kind { get; }

    /// <summary>The request field at fault, in proto spelling; null where there is none.</summary>
    public string? Field { get; }

    /// <summary>The caller sent something that can never work.</summary>
    public static BenchException Invalid(string message, string? field = null, Exception? inner = null) =>
        new(ErrorKind.InvalidArgument, message, field, inner);

    /// <summary>What was named is not there.</summary>
    public static BenchException NotFound(string message, string? field = null) => new(ErrorKind.NotFound, message, field);
}
