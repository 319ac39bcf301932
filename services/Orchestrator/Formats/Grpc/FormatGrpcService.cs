using Grpc.Core;
using ImageSearchBench.Contracts.Orchestrator.V1;
using ImageSearchBench.Hosting.Errors;
using ImageSearchBench.Orchestrator.Datasets;
using ImageSearchBench.Orchestrator.Formats.Contamination;
using ImageSearchBench.Orchestrator.Formats.Export;
using ImageSearchBench.Orchestrator.Formats.Validation;
using Proto = ImageSearchBench.Contracts.Orchestrator.V1;

namespace ImageSearchBench.Orchestrator.Formats.Grpc;

/// <summary>Formats over gRPC.</summary>
internal sealed class FormatGrpcService(FormatCatalog formats, FormatCheck check, DatasetResolver datasets) : FormatService.FormatServiceBase
{
    private const int DefaultFaults = 1000;
    private const int MaxFaults = 100_000;

    public override Task<ListFormatsResponse> ListFormats(ListFormatsRequest request, ServerCallContext context)
    {
        var names = formats.Importers.Select(i => i.Name).Concat(formats.Exporters.Select(e => e.Name)).Concat(formats.Validators.Select(v => v.Name));
        var response = new ListFormatsResponse();
        response.Formats.AddRange(names.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Select(Describe));
        return Task.FromResult(response);
    }

    public override Task<DescribeFilesResponse> DescribeFiles(DescribeFilesRequest request, ServerCallContext context)
    {
        var paths = request.Paths.Select(Path.GetFullPath).ToArray();
        var importer = request.Format.Length > 0 ? formats.Importer(request.Format) : formats.Recognise(paths);
        var response = new DescribeFilesResponse { Format = importer.Name };
        if (PublicSets.Find(importer.Name, request.Format, paths) is { } set)
        {
            response.PublicSet = set.Name;
            response.TrainedEncoders.AddRange(set.Encoders.Select(e => new Proto.TrainedEncoder { Encoder = e.Encoder, How = e.How, Source = e.Source }));
        }

        return Task.FromResult(response);
    }

    public override async Task<DescribeExportResponse> DescribeExport(DescribeExportRequest request, ServerCallContext context)
    {
        var exporter = formats.Exporter(request.Format);
        var dataset = await datasets.ResolveAsync(
            Directory.Exists(request.Dataset) ? Path.GetFullPath(request.Dataset) : request.Dataset, context.CancellationToken);
        await using var reader = await DatasetReader.OpenAsync(dataset, context.CancellationToken);
        var plan = ExportPlan.Of(exporter, await FeatureScan.RunAsync(reader, request.LicensedOnly, context.CancellationToken));
        return new DescribeExportResponse
        {
            Dropped = { DatasetFeatureNames.Describe(plan.Drops) },
            WithheldImages = plan.Withheld,
            ImagesWithoutLicence = plan.WithoutLicence,
        };
    }

    public override async Task ValidateFormat(
        ValidateFormatRequest request, IServerStreamWriter<ValidateFormatResponse> responseStream, ServerCallContext context)
    {
        if (request.Paths.Count == 0)
            throw BenchException.Invalid("paths: must name files or folders.", "paths");
        if (request.MaxFaults is < 0 or > MaxFaults)
            throw BenchException.Invalid($"max_faults is {request.MaxFaults}; it must be 1 to {MaxFaults}.", "max_faults");
        var max = request.MaxFaults == 0 ? DefaultFaults : request.MaxFaults;
        var paths = request.Paths.Select(Path.GetFullPath).ToArray();
        await foreach (var one in check.RunAsync(request.Format, paths, request.Split, max, context.CancellationToken))
            await responseStream.WriteAsync(ToProto(one), context.CancellationToken);
    }

    private Format Describe(string name)
    {
        var importer = formats.Importers.FirstOrDefault(i => i.Name == name);
        var exporter = formats.Exporters.FirstOrDefault(e => e.Name == name);
        var validator = formats.Validators.FirstOrDefault(v => v.Name == name);
        return new Format
        {
            Name = name,
            Aliases = { importer?.Aliases ?? [] },
            Description = importer?.Description ?? exporter?.Description ?? validator?.Description ?? "",
            Paths = importer?.Paths ?? "",
            Imports = importer is not null,
            Exports = exporter is not null,
            Validates = importer is not null || validator is not null,
        };
    }

    private static ValidateFormatResponse ToProto(FormatCheck.Event one) => one.Result is not { } result
        ? new ValidateFormatResponse { Fault = new FormatFault { Place = one.Place, Message = one.Message } }
        : new ValidateFormatResponse
        {
            Summary = new ValidationSummary
            {
                Format = one.Format,
                Images = result.Images,
                Queries = result.Queries,
                Judgments = result.Judgments,
                Faults = one.Faults,
                Notes = { result.Notes },
            },
        };
}
