namespace ImageSearchBench.Orchestrator.Formats.Import.ChineseClip;

/// <summary>The packing of Chinese-CLIP, in which MUGE, Flickr30K-CN and COCO-CN are published: <c>{split}_imgs.tsv</c> and <c>{split}_texts.jsonl</c>.</summary>
internal sealed class ChineseClipImporter : IDatasetImporter
{
    private const string ImagesEnd = "_imgs.tsv";
    private const string TextsEnd = "_texts.jsonl";

    public string Name => "chinese-clip";

    public IReadOnlyList<string> Aliases => ["muge", "flickr30k-cn-packed", "coco-cn-packed"];

    public string Description => "Chinese-CLIP packing: images as base64 in {split}_imgs.tsv, texts in {split}_texts.jsonl";

    public string Paths => "the folder of {split}_imgs.tsv and {split}_texts.jsonl, or the two files";

    public bool Recognises(InputSample sample) => sample.Has(n => n.EndsWith(ImagesEnd, StringComparison.Ordinal));

    public Task<IDatasetSource> OpenAsync(SourceInput input, CancellationToken cancellationToken)
    {
        var splits = input.Files().Select(f => Path.GetFileName(f)!)
            .Where(n => n.EndsWith(ImagesEnd, StringComparison.Ordinal))
            .Select(n => n[..^ImagesEnd.Length])
            .Distinct(StringComparer.Ordinal)
            .ToArray();
        if (splits.Length == 0)
            input.Require("file {split}_imgs.tsv", _ => false);
        var split = input.ChooseSplit(splits);
        var images = input.Require($"file {split}{ImagesEnd}", n => n == split + ImagesEnd);
        var texts = input.Require($"file {split}{TextsEnd}", n => n == split + TextsEnd);
        return Task.FromResult<IDatasetSource>(new ChineseClipSource(images, texts, input));
    }
}
