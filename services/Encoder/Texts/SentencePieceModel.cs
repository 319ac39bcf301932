using System.Text.Json;
using Google.Protobuf;
using ImageSearchBench.Hosting.Errors;

namespace ImageSearchBench.Encoder.Texts;

/// <summary>The pieces of a unigram model, from <c>spiece.model</c> (Protobuf) or <c>tokenizer.json</c>.</summary>
internal sealed record SentencePieceModel(IReadOnlyDictionary<string, (int Id, float Score)> Pieces, int Unknown, int? End)
{
    private const int NormalPiece = 1;
    private const int UserPiece = 4;

    /// <summary>Reads it.</summary>
    public static SentencePieceModel Read(string path) =>
        path.EndsWith(".json", StringComparison.OrdinalIgnoreCase) ? ReadJson(path) : ReadProtobuf(path);

    // ModelProto: repeated SentencePiece pieces = 1 { string piece = 1; float score = 2; Type type = 3 }.
    private static SentencePieceModel ReadProtobuf(string path)
    {
        var pieces = new Dictionary<string, (int, float)>(StringComparer.Ordinal);
        int? unknown = null, end = null;
        var input = new CodedInputStream(File.ReadAllBytes(path));
        var id = 0;
        for (uint tag; (tag = input.ReadTag()) != 0;)
        {
            if (WireFormat.GetTagFieldNumber(tag) != 1 || WireFormat.GetTagWireType(tag) != WireFormat.WireType.LengthDelimited)
            {
                input.SkipLastField();
                continue;
            }

            var (piece, score, type) = ReadPiece(input.ReadBytes());
            if (type == 2)
                unknown = id;
            if (piece == "</s>")
                end = id;
            if (type is NormalPiece or UserPiece)
                pieces[piece] = (id, score);
            id++;
        }

        return Create(pieces, unknown, end, path);
    }

    private static (string Piece, float Score, int Type) ReadPiece(ByteString message)
    {
        var input = message.CreateCodedInput();
        var piece = "";
        var score = 0f;
        var type = NormalPiece;
        for (uint tag; (tag = input.ReadTag()) != 0;)
        {
            switch (WireFormat.GetTagFieldNumber(tag))
            {
                case 1:
                    piece = input.ReadString();
                    break;
                case 2:
                    score = input.ReadFloat();
                    break;
                case 3:
                    type = input.ReadEnum();
                    break;
                default:
                    input.SkipLastField();
                    break;
            }
        }

        return (piece, score, type);
    }

    private static SentencePieceModel ReadJson(string path)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(path));
        var model = document.RootElement.GetProperty("model");
        int? unknown = model.TryGetProperty("unk_id", out var u) && u.ValueKind == JsonValueKind.Number ? u.GetInt32() : null;
        var special = document.RootElement.TryGetProperty("added_tokens", out var added)
            ? added.EnumerateArray().Select(t => t.GetProperty("id").GetInt32()).ToHashSet()
            : [];
        var pieces = new Dictionary<string, (int, float)>(StringComparer.Ordinal);
        int? end = null;
        var id = 0;
        foreach (var entry in model.GetProperty("vocab").EnumerateArray())
        {
            var piece = entry[0].GetString()!;
            if (piece == "</s>")
                end = id;
            if (!special.Contains(id) && id != unknown)
                pieces[piece] = (id, entry[1].GetSingle());
            id++;
        }

        return Create(pieces, unknown, end, path);
    }

    private static SentencePieceModel Create(Dictionary<string, (int, float)> pieces, int? unknown, int? end, string path) =>
        pieces.Count > 0 && unknown is { } u
            ? new SentencePieceModel(pieces, u, end)
            : throw BenchException.Invalid($"'{Path.GetFileName(path)}' is no SentencePiece unigram model: it has no pieces, or none for what is unknown.");
}
