using System.CommandLine;

namespace ImageSearchBench.Standalone.CommandLine;

/// <summary>Options that mean the same at every verb.</summary>
internal static class GlobalOptions
{
    /// <summary>Output for programs.</summary>
    public static readonly Option<bool> Json = new("--json")
    {
        Description = "Write one JSON value to standard output, and nothing else there",
        Recursive = true,
    };

    /// <summary>The data folder of the services in this process.</summary>
    public static readonly Option<string> Data = new("--data")
    {
        Description = "Data folder of the services that are started in this process when no server is named",
        HelpName = "DIR",
        DefaultValueFactory = _ => "./isb-data",
    };

    /// <summary>The server to talk to.</summary>
    public static readonly Option<string[]> Server = new("--server")
    {
        Description = "Talk to a server: URL, or NAME=URL for single services (encoder, orchestrator, querygeneration); may be repeated. Also from ISB_SERVER, separated by commas",
        HelpName = "URL",
        AllowMultipleArgumentsPerToken = false,
    };

    /// <summary>Adds the options of a verb that talks to services.</summary>
    public static Command WithServices(this Command command)
    {
        command.Options.Add(Data);
        command.Options.Add(Server);
        return command;
    }
}
