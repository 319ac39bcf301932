namespace ImageSearchBench.Evaluator.Score.Input;

/// <summary>Takes what a line says of a topic.</summary>
internal interface IHitSink
{
    /// <summary>Documents that the topic has so far.</summary>
    int Count { get; }

    /// <summary>A document with its score in a run, or its grade in judgements.</summary>
    /// <exception cref="LineException">The document is there already.</exception>
    void Add(ReadOnlySpan<byte> documentId, double value);
}

/// <summary>A format in which each line belongs to one topic. Instances have state for decoding: one per thread.</summary>
internal interface ILineFormat
{
    /// <summary>Whether the first line only names columns.</summary>
    bool HasHeader => false;

    /// <summary>The topic that a line belongs to; valid until the next call. Empty where the line says nothing (blank, comment).</summary>
    /// <exception cref="LineException">The line is malformed.</exception>
    ReadOnlySpan<byte> TopicOf(ReadOnlySpan<byte> line);

    /// <summary>Hands over what a line says.</summary>
    /// <exception cref="LineException">The line is malformed.</exception>
    void Read(ReadOnlySpan<byte> line, IHitSink sink);
}
