namespace ImageSearchBench.Encoder.Texts;

/// <summary>The tokenizer families.</summary>
internal enum TokenizerKind
{
    /// <summary>BERT WordPiece over <c>vocab.txt</c>.</summary>
    Bert,

    /// <summary>CLIP's byte-level BPE over <c>bpe_simple_vocab_16e6.txt.gz</c>, <c>vocab.json</c> + <c>merges.txt</c>, or <c>tokenizer.json</c>.</summary>
    ClipBpe,

    /// <summary>SentencePiece unigram over <c>spiece.model</c> or <c>tokenizer.json</c>.</summary>
    Unigram,
}

/// <summary>How texts become ids.</summary>
internal sealed record TokenizerSettings
{
    public TokenizerKind Kind { get; init; }

    /// <summary>Vocabulary file, relative to the model's folder.</summary>
    public string Vocab { get; init; } = "";

    /// <summary>Merges file of a BPE whose vocabulary is <c>vocab.json</c>; else null.</summary>
    public string? Merges { get; init; }

    /// <summary>What happens to the text first. Default: <c>hf</c> for CLIP, <c>none</c> for the others (BERT has its own rules).</summary>
    public CleaningKind? Cleaning { get; init; }

    /// <summary>BERT: lower case and no accents. Default true.</summary>
    public bool LowerCase { get; init; } = true;

    /// <summary>BERT: longer words become [UNK]. Default 200, as in Google's and Chinese-CLIP's code; Hugging Face has 100.</summary>
    public int MaxWordLength { get; init; } = 200;

    /// <summary>Id before the text. Default: the family's ([CLS], &lt;|startoftext|&gt;, none); −1: none.</summary>
    public int? StartId { get; init; }

    /// <summary>Id after the text. Default: the family's ([SEP], &lt;|endoftext|&gt;, &lt;/s&gt;); −1: none.</summary>
    public int? EndId { get; init; }
}
