using System.IO.Hashing;
using System.Text;
using ImageSearchBench.Orchestrator.Datasets;
using ImageSearchBench.Orchestrator.Formats.Ids;

namespace ImageSearchBench.Orchestrator.Formats.Export;

/// <summary>What a dataset has, found in one pass: its features, numbers for its ids, and which images stay here.</summary>
internal sealed class FeatureScan
{
    /// <summary>Kind of sets whose pairs are judged 0 or 1.</summary>
    public const string MatchingKind = "matching";

    // 28 bytes an image: the hash of its id, and its place in the file.
    private readonly Dictionary<UInt128, int> _ordinals = [];
    private readonly HashSet<UInt128> _withoutFile = [];

    private FeatureScan()
    {
    }

    public DatasetFeatures Features { get; private set; }

    public StableId ImageIds { get; } = new();

    public StableId QueryIds { get; } = new();

    public long Images { get; private set; }

    public long Queries { get; private set; }

    /// <summary>Images whose licence does not allow to give their files away.</summary>
    public long Withheld { get; private set; }

    /// <summary>Images that go out and state no licence.</summary>
    public long WithoutLicence { get; private set; }

    /// <summary>The image goes out without its file.</summary>
    public bool IsWithoutFile(string imageId) => _withoutFile.Count > 0 && _withoutFile.Contains(Hash(imageId));

    /// <summary>Looks at a dataset.</summary>
    public static async Task<FeatureScan> RunAsync(DatasetReader reader, bool licensedOnly, CancellationToken cancellationToken)
    {
        var scan = new FeatureScan();
        if (reader.Dataset.Kind == MatchingKind)
            scan.Features |= DatasetFeatures.MatchingKind;
        await foreach (var image in reader.ReadImagesAsync(cancellationToken))
            scan.Look(image, licensedOnly);
        await scan.LookAtQueriesAsync(reader, cancellationToken);
        return scan;
    }

    private void Look(DatasetImage image, bool licensedOnly)
    {
        ImageIds.Note(image.Id);
        _ordinals[Hash(image.Id)] = (int)Images++;
        if (image.Time is not null || image.Place is not null || image.Source is not null || image.Licence is not null)
            Features |= DatasetFeatures.ImageAttributes;
        var isAllowed = Redistribution.IsAllowed(image.Licence, licensedOnly);
        if (image.File is not null && !isAllowed)
            Withheld++;
        if (image.File is null || !isAllowed)
        {
            Features |= DatasetFeatures.ImagesWithoutFile;
            _withoutFile.Add(Hash(image.Id));
        }
        else if (string.IsNullOrWhiteSpace(image.Licence))
            WithoutLicence++;
    }

    private async Task LookAtQueriesAsync(DatasetReader reader, CancellationToken cancellationToken)
    {
        var asked = new System.Collections.BitArray((int)Images);
        var last = -1;
        await foreach (var query in reader.ReadQueriesAsync(cancellationToken))
        {
            Queries++;
            QueryIds.Note(query.Id);
            if (!QueryDefaults.Says(query))
                Features |= DatasetFeatures.QueryAttributes;
            var judgments = await reader.ReadJudgmentsAsync(query.Id, cancellationToken);
            if (judgments.Count == 0)
                Features |= DatasetFeatures.QueriesWithoutJudgments;
            if (judgments.Count > 1)
                Features |= DatasetFeatures.SeveralImagesPerQuery;
            var first = int.MaxValue;
            var before = -1;
            foreach (var judgment in judgments)
            {
                if (judgment.Grade > 1)
                    Features |= DatasetFeatures.Grades;
                if (judgment.Grade <= 0)
                    Features |= DatasetFeatures.IrrelevantJudgments;
                if (!_ordinals.TryGetValue(Hash(judgment.ImageId), out var ordinal))
                    continue;
                asked[ordinal] = true;
                if (ordinal < before)
                    Features |= DatasetFeatures.QueryOrder;
                (first, before) = (Math.Min(first, ordinal), ordinal);
            }

            if (first < last)
                Features |= DatasetFeatures.QueryOrder;
            last = Math.Max(last, first == int.MaxValue ? last : first);
        }

        if (!asked.HasAllSet())
            Features |= DatasetFeatures.UnjudgedImages;
    }

    private static UInt128 Hash(string id) => XxHash128.HashToUInt128(Encoding.UTF8.GetBytes(id));
}
