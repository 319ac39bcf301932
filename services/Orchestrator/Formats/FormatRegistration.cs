using ImageSearchBench.Hosting.Configuration;
using ImageSearchBench.Orchestrator.Fetching;
using ImageSearchBench.Orchestrator.Formats.Export;
using ImageSearchBench.Orchestrator.Formats.Export.Beir;
using ImageSearchBench.Orchestrator.Formats.Export.ChineseClip;
using ImageSearchBench.Orchestrator.Formats.Export.Coco;
using ImageSearchBench.Orchestrator.Formats.Export.Csv;
using ImageSearchBench.Orchestrator.Formats.Export.ImageFolder;
using ImageSearchBench.Orchestrator.Formats.Export.LabelStudio;
using ImageSearchBench.Orchestrator.Formats.Export.Mteb;
using ImageSearchBench.Orchestrator.Formats.Export.Trec;
using ImageSearchBench.Orchestrator.Formats.Export.WebDataset;
using ImageSearchBench.Orchestrator.Formats.Import;
using ImageSearchBench.Orchestrator.Formats.Import.Beir;
using ImageSearchBench.Orchestrator.Formats.Import.Captions;
using ImageSearchBench.Orchestrator.Formats.Import.ChineseClip;
using ImageSearchBench.Orchestrator.Formats.Import.Coco;
using ImageSearchBench.Orchestrator.Formats.Import.Csv;
using ImageSearchBench.Orchestrator.Formats.Import.ImageFolder;
using ImageSearchBench.Orchestrator.Formats.Import.Mteb;
using ImageSearchBench.Orchestrator.Formats.Import.TaiSu;
using ImageSearchBench.Orchestrator.Formats.Import.Trec;
using ImageSearchBench.Orchestrator.Formats.Import.WebDataset;
using ImageSearchBench.Orchestrator.Formats.Import.Wukong;
using ImageSearchBench.Orchestrator.Formats.Import.Zero;
using ImageSearchBench.Orchestrator.Formats.Validation;
using ImageSearchBench.Orchestrator.Formats.Validation.ChineseClip;
using ImageSearchBench.Orchestrator.Jobs;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace ImageSearchBench.Orchestrator.Formats;

/// <summary>The formats that there are. A new one is a class and a line here.</summary>
internal static class FormatRegistration
{
    // Unknown files are offered to these in order: what is told by a file's name before what is told by a glance into it.
    private static readonly IDatasetImporter[] Importers =
    [
        new ChineseClipImporter(),
        new WebDatasetImporter(),
        new BeirImporter(),
        new MtebImporter(),
        new ImageFolderImporter(),
        new Xtd10Importer(),
        new TaiSuImporter(),
        new ZeroImporter(isMatching: true),
        new ZeroImporter(isMatching: false),
        new KarpathyImporter(),
        new CocoCaptionsImporter(),
        new CocoInstancesImporter(),
        new TrecImporter(),
        new WukongImporter(),
        new CaptionLinesImporter(),
        new FlickrCsvImporter(),
        new CsvImporter(),
    ];

    private static readonly IDatasetExporter[] Exporters =
    [
        new BeirExporter(),
        new ChineseClipExporter(),
        new CocoCaptionsExporter(),
        new CsvExporter(),
        new ImageFolderExporter(),
        new LabelStudioExporter(),
        new MtebExporter(),
        new TrecExporter(),
        new WebDatasetExporter(),
    ];

    private static readonly IFormatValidator[] Validators = [new PredictionsValidator(), new LabelStudioValidator()];

    public static IServiceCollection AddFormats(this IServiceCollection services)
    {
        services.AddValidatedOptions<FormatOptions>(FormatOptions.Section);
        services.AddValidatedOptions<FetchingOptions>(FetchingOptions.Section);
        services.TryAddSingleton(new FormatCatalog(Importers, Exporters, Validators));
        services.TryAddSingleton<FormatCheck>();
        services.TryAddSingleton<ImageFetcher>();
        services.TryAddSingleton<IJobHandler<ImportDatasetSpec>, ImportDatasetHandler>();
        services.TryAddSingleton<IJobHandler<ExportDatasetSpec>, ExportDatasetHandler>();
        return services;
    }
}
