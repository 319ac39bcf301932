using ImageSearchBench.Contracts.Encoder.V1;
using ImageSearchBench.Encoder.Inference;
using ImageSearchBench.Encoder.Models;
using ImageSearchBench.Encoder.Pull;
using ImageSearchBench.Hosting.Errors;
using ProtoKind = ImageSearchBench.Contracts.Encoder.V1.ModelKind;

namespace ImageSearchBench.Encoder.Api;

/// <summary>Domain → contract.</summary>
internal static class ModelMapping
{
    public static Model ToProto(this ModelManifest manifest)
    {
        var admission = manifest.Admission!;
        return new Model
        {
            Name = manifest.Name,
            Kind = manifest.Kind switch
            {
                Models.ModelKind.Dual => ProtoKind.Dual,
                Models.ModelKind.Image => ProtoKind.Image,
                _ => ProtoKind.Text,
            },
            Dimension = manifest.Dimension,
            ImageSize = manifest.Image?.Size ?? 0,
            ContextLength = manifest.Text?.Context ?? 0,
            Languages = { manifest.Languages },
            License = manifest.License,
            ContentHash = admission.ContentHash,
            SizeBytes = admission.SizeBytes,
            Preprocessing = manifest.Image is { } image ? image.Preprocess.Describe(image.Size) : "",
            Description = manifest.Description,
            BatchDependent = admission.ImageBatchDependent || admission.TextBatchDependent,
            Precision = admission.Precision,
            ImagesPerSecond = admission.ImagesPerSecond,
            TextsPerSecond = admission.TextsPerSecond,
        };
    }

    public static PullProgress ToProto(this DownloadProgress progress) =>
        new() { File = progress.File, BytesDone = progress.BytesDone, BytesTotal = progress.BytesTotal };

    public static EncodeOutcome ToProto(this EncodedItem item) => item.Vector is { } vector
        ? new EncodeOutcome { Embedding = new Embedding { Values = { vector } }, Truncated = item.Truncated }
        : new EncodeOutcome { Error = StatusMap.ToStatus(item.Error!), Truncated = item.Truncated };

    public static Timings ToTimings(this IReadOnlyCollection<EncodedItem> items) => new()
    {
        QueueMs = items.Count == 0 ? 0 : items.Max(i => i.QueueMs),
        PrepareMs = items.Sum(i => i.PrepareMs),
        InferMs = items.Sum(i => i.InferMs),
    };
}
