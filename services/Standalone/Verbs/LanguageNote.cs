using ImageSearchBench.Contracts.Encoder.V1;
using ImageSearchBench.Contracts.Evaluator.V1;
using ImageSearchBench.Contracts.Orchestrator.V1;
using ImageSearchBench.Standalone.Connections;
using ImageSearchBench.Standalone.Output;

namespace ImageSearchBench.Standalone.Verbs;

/// <summary>Says when a model was asked in languages that it was not trained on: its figures then say little about it.</summary>
internal static class LanguageNote
{
    /// <summary>The note about a run; null where there is none to make.</summary>
    public static async Task<string?> OfAsync(ServiceConnection services, Run run, CancellationToken cancellationToken)
    {
        if (run.System.KindCase is not Contracts.Orchestrator.V1.System.KindOneofCase.Model)
            return null;
        var models = Pages.ReadAsync(async token =>
        {
            var page = await services.Models.ListModelsAsync(new ListModelsRequest { PageSize = Pages.Size, PageToken = token }, cancellationToken: cancellationToken);
            return ((IEnumerable<Model>)page.Models, page.NextPageToken);
        });
        return await models.FirstOrDefaultAsync(m => m.Name == run.System.Model, cancellationToken) is { } model ? Of(model, run.Summary.Slices) : null;
    }

    /// <summary>The note; null where the model knows all languages of the queries, or its own are unknown.</summary>
    public static string? Of(Model model, IEnumerable<Slice> slices)
    {
        var foreign = slices.Where(s => s.Attribute == "language" && model.Languages.Count > 0 && !model.Languages.Any(l => Primary(l) == Primary(s.Value))).ToArray();
        return foreign.Length == 0
            ? null
            : $"Model '{model.Name}' was made for {string.Join(", ", model.Languages)}; "
                + $"{string.Join(", ", foreign.Select(s => $"{Tables.Count(s.Queries)} queries are in {s.Value}"))}. Its figures by language are in the slices.";
    }

    private static string Primary(string tag) => tag.Split('-')[0].ToLowerInvariant();
}
