namespace ImageSearchBench.Encoder.Texts;

/// <summary>Turns a text into a model's token ids, without start and end marks.</summary>
internal interface ITokenizer
{
    /// <summary>Ids of the whole text, however long it is.</summary>
    IReadOnlyList<int> Tokenize(string text);
}
