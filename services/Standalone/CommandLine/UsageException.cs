namespace ImageSearchBench.Standalone.CommandLine;

/// <summary>The command line says something that cannot be meant; the message says what to write instead.</summary>
internal sealed class UsageException(string message) : Exception(message);
