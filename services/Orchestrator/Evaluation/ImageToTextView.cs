using System.Text;
using ImageSearchBench.Orchestrator.Datasets;
using ImageSearchBench.Orchestrator.Files;
using ImageSearchBench.Orchestrator.Storage;

namespace ImageSearchBench.Orchestrator.Evaluation;

/// <summary>
/// A dataset seen from its images: each image that a text is relevant to is a query, and that query's relevant documents are texts.
/// It is a folder with queries and judgements like a dataset's own, so that whatever reads a dataset reads it too.
/// </summary>
internal static class ImageToTextView
{
    /// <summary>
    /// Writes the view and opens it. Images come in the order in which the queries name them. Memory: 12 bytes a judgement, and the ids of
    /// judged images and of queries.
    /// </summary>
    /// <param name="dataset">The dataset.</param>
    /// <param name="folder">Where to write; what is there is replaced.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public static async Task<DatasetReader> WriteAsync(DatasetReader dataset, string folder, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        var (pairs, images, texts) = await InvertAsync(dataset, cancellationToken);
        await using (var queries = new JsonLinesWriter(Path.Combine(folder, DatasetFiles.Queries)))
        await using (var qrels = DurableFile.Create(Path.Combine(folder, DatasetFiles.Qrels)))
        {
            // Pairs are sorted by image: those of one image follow each other.
            for (var (start, end) = (0, 0); start < pairs.Count; start = end)
            {
                var image = pairs[start].Image;
                while (end < pairs.Count && pairs[end].Image == image)
                    end++;
                var own = pairs.GetRange(start, end - start);
                if (!own.Exists(p => p.Grade > 0))
                    continue;
                await queries.WriteAsync(new DatasetQuery(images[image], Text: ""), cancellationToken);
                var lines = new StringBuilder();
                foreach (var pair in own)
                    lines.Append(images[image]).Append("\t0\t").Append(texts[pair.Text]).Append('\t').Append(pair.Grade).Append('\n');
                await qrels.WriteAsync(Encoding.UTF8.GetBytes(lines.ToString()), cancellationToken);
            }

            await queries.FinishAsync(cancellationToken);
            await qrels.FlushToDiskAsync(cancellationToken);
        }

        DurableFile.FlushFolder(folder);
        return await OpenAsync(dataset.Dataset, folder, cancellationToken);
    }

    /// <summary>Opens a view that was written before.</summary>
    public static async Task<DatasetReader> OpenAsync(Dataset dataset, string folder, CancellationToken cancellationToken)
    {
        var queries = await JsonLines.ReadAsync<DatasetQuery>(Path.Combine(folder, DatasetFiles.Queries), cancellationToken).LongCountAsync(cancellationToken);
        return await DatasetReader.OpenAsync(dataset with { Directory = folder, Owned = true, Queries = queries }, cancellationToken);
    }

    private static async Task<(List<Pair> Pairs, List<string> Images, List<string> Texts)> InvertAsync(DatasetReader dataset, CancellationToken cancellationToken)
    {
        var (pairs, images, texts) = (new List<Pair>(), new List<string>(), new List<string>());
        var ordinals = new Dictionary<string, int>(StringComparer.Ordinal);
        await foreach (var query in dataset.ReadQueriesAsync(cancellationToken))
        {
            foreach (var judgment in await dataset.ReadJudgmentsAsync(query.Id, cancellationToken))
            {
                if (!ordinals.TryGetValue(judgment.ImageId, out var image))
                {
                    ordinals[judgment.ImageId] = image = images.Count;
                    images.Add(judgment.ImageId);
                }

                pairs.Add(new Pair(image, texts.Count, judgment.Grade));
            }

            texts.Add(query.Id);
        }

        pairs.Sort();
        return (pairs, images, texts);
    }

    /// <summary>A judgement by the places of its image and its text.</summary>
    private readonly record struct Pair(int Image, int Text, int Grade) : IComparable<Pair>
    {
        public int CompareTo(Pair other) => Image != other.Image ? Image.CompareTo(other.Image) : Text.CompareTo(other.Text);
    }
}
