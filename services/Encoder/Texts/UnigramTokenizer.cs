using System.Text;

namespace ImageSearchBench.Encoder.Texts;

/// <summary>
/// SentencePiece's unigram model: spaces become ▁, and of all ways to cut the text the one whose pieces have the highest sum of scores is
/// taken (Viterbi). A character outside the vocabulary scores ten below the worst piece, and a run of such characters is one unknown.
/// </summary>
/// <param name="pieces">Scores and ids of the pieces that may be used.</param>
/// <param name="unknown">Id of what no piece covers.</param>
/// <param name="cleaning">What happens to the text first.</param>
internal sealed class UnigramTokenizer(IReadOnlyDictionary<string, (int Id, float Score)> pieces, int unknown, CleaningKind cleaning) : ITokenizer
{
    private const char Space = '\u2581';
    private const char FullWidthTilde = '\uff5e';
    // kUnkPenalty of SentencePiece's unigram_model.cc.
    private const float UnknownPenalty = 10f;

    private readonly int _longest = pieces.Keys.Max(p => p.Length);
    private readonly float _unknownScore = pieces.Values.Min(p => p.Score) - UnknownPenalty;
    private readonly Dictionary<string, (int Id, float Score)>.AlternateLookup<ReadOnlySpan<char>> _lookup =
        new Dictionary<string, (int Id, float Score)>(pieces, StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();

    public IReadOnlyList<int> Tokenize(string text)
    {
        var cleaned = TextCleaning.CollapseSpaces(NormaliseNmt(TextCleaning.Apply(text, cleaning)));
        if (cleaned.Length == 0)
            return [];
        return Cut((Space + cleaned.Replace(' ', Space)).AsSpan());
    }

    // SentencePiece's rule nmt_nfkc: NFKC, with controls removed, invisible characters made spaces, and the full-width tilde left alone.
    private static string NormaliseNmt(string text)
    {
        var result = new StringBuilder(text.Length);
        var plain = 0;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c is not (FullWidthTilde or Space or '\u200b' or '\u200e' or '\u200f' or '\ufeff' or '\ufffd') && !IsDropped(c))
                continue;
            result.Append(text[plain..i].Normalize(NormalizationForm.FormKC));
            plain = i + 1;
            if (c == FullWidthTilde)
                result.Append(c);
            else if (!IsDropped(c))
                result.Append(' ');
        }

        return result.Append(text[plain..].Normalize(NormalizationForm.FormKC)).ToString();
    }

    private static bool IsDropped(char c) => c is (>= '\u0000' and <= '\u0008') or '\u000b' or (>= '\u000e' and <= '\u001f') or '\u007f' or '\u008f' or '\u009f';

    private List<int> Cut(ReadOnlySpan<char> text)
    {
        // best[i]: the score of the best cut of the first i characters; from[i]: where its last piece begins.
        var best = new float[text.Length + 1];
        var from = new int[text.Length + 1];
        var ids = new int[text.Length + 1];
        best.AsSpan(1).Fill(float.NegativeInfinity);
        for (var at = 0; at < text.Length; at++)
        {
            if (float.IsNegativeInfinity(best[at]))
                continue;
            _ = Rune.DecodeFromUtf16(text[at..], out _, out var character);
            var single = false;
            for (var length = 1; length <= Math.Min(_longest, text.Length - at); length++)
            {
                if (!_lookup.TryGetValue(text.Slice(at, length), out var piece))
                    continue;
                single |= length == character;
                Offer(best, from, ids, at, at + length, best[at] + piece.Score, piece.Id);
            }

            if (!single)
                Offer(best, from, ids, at, at + character, best[at] + _unknownScore, unknown);
        }

        var reversed = new List<int>();
        for (var at = text.Length; at > 0; at = from[at])
        {
            if (ids[at] != unknown || reversed.Count == 0 || reversed[^1] != unknown)
                reversed.Add(ids[at]);
        }

        reversed.Reverse();
        return reversed;
    }

    private static void Offer(float[] best, int[] from, int[] ids, int at, int end, float score, int id)
    {
        if (score <= best[end])
            return;
        best[end] = score;
        from[end] = at;
        ids[end] = id;
    }
}
