using ImageSearchBench.Scenes;
using ImageSearchBench.Scenes.Output;

try
{
    var options = Options.Parse(args);
    if (options.Kinds is { } kinds) File.WriteAllBytes(kinds, ContactSheet.OfKinds(130, 11, night: false));
    else if (options.Sheet is { } sheet) File.WriteAllBytes(sheet, ContactSheet.OfScenes(options.Seed, 300, 150, 8, 6));
    else DatasetWriter.Write(options);
    return 0;
}
catch (FormatException problem)
{
    await Console.Error.WriteLineAsync($"{problem.Message}\n{Options.Usage}").ConfigureAwait(false);
    return 2;
}
