using System.Globalization;
using ImageSearchBench.Standalone.CommandLine;
using ImageSearchBench.Standalone.Output;

// Figures and messages read the same everywhere.
CultureInfo.DefaultThreadCurrentCulture = CultureInfo.DefaultThreadCurrentUICulture = CultureInfo.InvariantCulture;
CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.InvariantCulture;

return await Isb.RunAsync(args, Terminal.OfThisProcess());
