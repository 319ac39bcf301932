using System.CommandLine;
using ImageSearchBench.Contracts.QueryGeneration.V1;

namespace ImageSearchBench.Standalone.Verbs.LanguageModels;

/// <summary>The options of all verbs that call a language model.</summary>
internal sealed class QueryOptions
{
    private readonly Option<string> _model = new("--model") { Description = "Name of a configured language model; without it the first that fits", HelpName = "NAME", DefaultValueFactory = _ => "" };
    private readonly Option<string> _language = new("--language") { Description = "Language to write in: zh or en", HelpName = "TAG", DefaultValueFactory = _ => "zh" };
    private readonly Option<string> _job = Job();
    private readonly Option<ulong> _seed = new("--seed") { Description = "Seed of everything random: the same seed and replies give the same result", HelpName = "N", DefaultValueFactory = _ => 1 };
    private readonly Option<long> _tokens = new("--max-tokens") { Description = "Stop before the job has spent more tokens than this; 0: no limit", HelpName = "N" };
    private readonly Option<double> _cost = new("--max-cost") { Description = "Stop before the job has spent more money than this; 0: no limit", HelpName = "AMOUNT" };
    private readonly Option<bool> _dryRun = new("--dry-run") { Description = "Only say what it would cost at most" };

    /// <summary>The option that names a job.</summary>
    public static Option<string> Job() => new("--job") { Description = "Name under which spending is booked", HelpName = "NAME", DefaultValueFactory = _ => "" };

    /// <summary>Adds the options to a verb.</summary>
    public Command AddTo(Command command)
    {
        foreach (var option in (Option[])[_model, _language, _job, _seed, _tokens, _cost, _dryRun])
            command.Options.Add(option);
        return command;
    }

    /// <summary>Nothing is to be done but an estimate.</summary>
    public bool IsDryRun(ParseResult arguments) => arguments.GetValue(_dryRun);

    /// <summary>What a call carries.</summary>
    public GenerationContext Context(ParseResult arguments) => new()
    {
        Model = arguments.GetRequiredValue(_model),
        Language = arguments.GetRequiredValue(_language),
        JobId = arguments.GetRequiredValue(_job),
        Seed = arguments.GetValue(_seed),
        Budget = new Budget { Tokens = arguments.GetValue(_tokens), Cost = arguments.GetValue(_cost) },
    };

    /// <summary>Asks for an estimate.</summary>
    public EstimateCostRequest Estimate(ParseResult arguments, GenerationStep step, long items, int charactersPerItem) => new()
    {
        Model = arguments.GetRequiredValue(_model),
        Language = arguments.GetRequiredValue(_language),
        Step = step,
        Items = items,
        CharactersPerItem = charactersPerItem,
    };
}
