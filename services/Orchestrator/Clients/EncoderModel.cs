namespace ImageSearchBench.Orchestrator.Clients;

/// <summary>What evaluation needs to know of an encoder's model.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Dimension">Length of its vectors.</param>
/// <param name="ContentHash">SHA-256 of its files and settings.</param>
/// <param name="HasImages">It encodes images.</param>
/// <param name="HasTexts">It encodes texts.</param>
internal sealed record EncoderModel(string Name, int Dimension, string ContentHash, bool HasImages, bool HasTexts);

/// <summary>What came of encoding an item: its vector, or null with the reason why there is none.</summary>
internal sealed record EncodedItem(IReadOnlyList<float>? Values, string Fault);
