using System.IO.Hashing;
using System.Text;
using ImageSearchBench.Hosting.Errors;
using ImageSearchBench.Orchestrator.Files;
using ImageSearchBench.Orchestrator.Jobs;

namespace ImageSearchBench.Orchestrator.LabelSets.Tags;

/// <summary>
/// Takes a tagger's output in: images go to a file as they come, tags into one bitmap each. There are no boxes, so that every image that
/// carries a tag counts for whether the tag is searchable.
/// </summary>
internal static class TagIndex
{
    /// <summary>A tagger with a closed vocabulary has some thousands; free words have no end, and each tag takes a bit an image.</summary>
    internal const int MaxTags = 20_000;

    /// <param name="path">The tag file.</param>
    /// <param name="minScore">Tags with a lower score are left out.</param>
    /// <param name="entries">Where image entries go, in the order in which images come first.</param>
    /// <param name="stage">Told of images and tags.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="BenchException">A line is broken, or there are too many tags.</exception>
    public static async Task<LabelledImages> ReadAsync(
        string path, double minScore, JsonLinesWriter entries, StageTracker stage, CancellationToken cancellationToken)
    {
        var ids = new ImageIdTable();
        var unique = new ImageIds();
        var ordinals = new Dictionary<UInt128, int>();
        var tags = new SortedDictionary<string, ImageBitmap>(StringComparer.Ordinal);
        await foreach (var tagged in TagFile.ReadAsync(path, minScore, cancellationToken))
        {
            var key = XxHash128.HashToUInt128(Encoding.UTF8.GetBytes(tagged.Image));
            if (!ordinals.TryGetValue(key, out var image))
            {
                ordinals[key] = image = ids.Count;
                ids.Add(unique.Add(tagged.Image) ?? throw BenchException.Invalid($"{tagged.Place}: the image '{tagged.Image}' has the id of another one.", "tags"));
                await entries.WriteAsync(new ImageEntry(tagged.Image), cancellationToken);
                stage.Add();
            }

            foreach (var tag in tagged.Tags)
            {
                if (!tags.TryGetValue(tag, out var images))
                {
                    if (tags.Count == MaxTags)
                        throw BenchException.Invalid($"{tagged.Place}: there are more than {MaxTags} different tags. Label sets want a closed vocabulary.", "tags");
                    tags[tag] = images = new ImageBitmap();
                }

                images.Set(image);
                stage.Add();
            }
        }

        var categories = tags.Select(t => (t.Key, new CategoryImages { All = t.Value, Large = t.Value })).ToArray();
        return new LabelledImages(ids, categories, new Dictionary<long, string>(), HasBoxes: false);
    }
}
