using System.CommandLine;

namespace ImageSearchBench.Standalone.Verbs;

/// <summary>The dataset of <c>--dataset</c>.</summary>
internal static class DatasetArgument
{
    /// <summary>The option.</summary>
    public static Option<string> Option() => new("--dataset", "-d")
    {
        Description = "Dataset: its name (the newest of it), its hash or the first 8 or more characters of it, or a dataset folder",
        HelpName = "D",
        Required = true,
    };
}
