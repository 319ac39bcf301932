using ImageSearchBench.Hosting.Errors;

namespace ImageSearchBench.Orchestrator.LabelSets.Coco;

/// <summary>Takes the entries of a COCO-format file. <c>fault</c> makes an error that names line and byte of the entry.</summary>
internal interface ICocoConsumer
{
    ValueTask ImageAsync(CocoImage image, Func<string, BenchException> fault, CancellationToken cancellationToken);

    void Category(CocoCategory category, Func<string, BenchException> fault);

    /// <summary>A box; every image has come before.</summary>
    void Box(CocoBox box, Func<string, BenchException> fault);

    void Licence(long id, string name);
}
