using System.Text;
using System.Text.Json;
using ImageSearchBench.Evaluator.Score.Input;
using ImageSearchBench.Evaluator.Score.Judgments;
using ImageSearchBench.Hosting.Errors;

namespace ImageSearchBench.Evaluator.Score.Runs;

/// <summary>Scores BEIR's results, <c>{"query": {"document": score, …}, …}</c>, read as a stream.</summary>
internal sealed class JsonObjectScorer(JudgmentIndex judgments, ScorePlan plan)
{
    private const int BufferSize = 1 << 18;

    private readonly TopicScorer _scorer = new(judgments, plan);
    private int _topic = -1;
    private int _ignored;
    private byte[] _document = [];

    public async Task<RunScores> ScoreAsync(InputFile file, TopicScoreRow?[] rows, CancellationToken cancellationToken)
    {
        await using var stream = await file.OpenAsync(cancellationToken);
        var (buffer, filled, state) = (new byte[BufferSize], 0, new JsonReaderState());
        while (true)
        {
            var room = buffer.Length - filled;
            var read = await stream.ReadAtLeastAsync(buffer.AsMemory(filled), room, throwOnEndOfStream: false, cancellationToken);
            filled += read;
            int used;
            try
            {
                used = Read(buffer.AsSpan(0, filled), read < room, ref state, rows);
            }
            catch (Exception e) when (e is JsonException or LineException)
            {
                throw BenchException.Invalid($"{file.Name}: {e.Message}", inner: e);
            }

            if (read < room)
                return new RunScores(file.Name, file.Name, rows, _ignored);
            if (used == 0)
                Array.Resize(ref buffer, buffer.Length * 2);
            buffer.AsSpan(used, filled - used).CopyTo(buffer);
            filled -= used;
        }
    }

    private int Read(ReadOnlySpan<byte> text, bool ended, ref JsonReaderState state, TopicScoreRow?[] rows)
    {
        var reader = new Utf8JsonReader(text, ended, state);
        while (reader.Read())
        {
            switch (reader.TokenType, reader.CurrentDepth)
            {
                case (JsonTokenType.StartObject, 0 or 1) or (JsonTokenType.EndObject, 0):
                    break;
                case (JsonTokenType.PropertyName, 1):
                    Begin(Encoding.UTF8.GetBytes(reader.GetString()!), rows);
                    break;
                case (JsonTokenType.PropertyName, 2):
                    _document = Encoding.UTF8.GetBytes(reader.GetString()!);
                    break;
                case (JsonTokenType.Number, 2) when reader.TryGetDouble(out var score) && double.IsFinite(score):
                    _scorer.Add(_document, score);
                    break;
                case (JsonTokenType.EndObject, 1):
                    if (_topic >= 0)
                        rows[_topic] = _scorer.Finish();
                    break;
                default:
                    throw new LineException(
                        $"results are {{\"query\": {{\"document\": score}}}}; at byte {reader.TokenStartIndex} of the part being read stands something else");
            }
        }

        state = reader.CurrentState;
        return (int)reader.BytesConsumed;
    }

    private void Begin(byte[] topic, TopicScoreRow?[] rows)
    {
        _topic = judgments.Find(topic);
        if (_topic < 0)
            _ignored++;
        else if (rows[_topic] is not null)
            throw new LineException($"query '{Encoding.UTF8.GetString(topic)}' is there twice");
        _scorer.Begin(_topic);
    }
}
