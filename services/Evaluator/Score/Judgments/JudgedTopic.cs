using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ImageSearchBench.Evaluator.Rankings;
using ImageSearchBench.Evaluator.Score.Input;

namespace ImageSearchBench.Evaluator.Score.Judgments;

/// <summary>A topic's judgements.</summary>
internal sealed class JudgedTopic : IHitSink
{
    private readonly IdTable _documents = new();
    private readonly List<int> _grades = [];
    private JudgedSet? _judged;

    public int Count => _grades.Count;

    /// <summary>How many documents have each grade; asked for once all are there.</summary>
    public JudgedSet Judged => _judged ??= JudgedSet.Of(CollectionsMarshal.AsSpan(_grades).ToArray());

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Add(ReadOnlySpan<byte> documentId, double value)
    {
        if (!_documents.TryAdd(documentId, IdHash.Of(documentId), out _))
            throw new LineException($"document '{TextFields.Show(documentId)}' is judged twice in this topic; keep one of the lines");
        _grades.Add((int)value);
    }

    /// <summary>The grade of a document; false where it has none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public bool TryGrade(ReadOnlySpan<byte> documentId, uint hash, out int grade)
    {
        var index = _documents.Find(documentId, hash);
        grade = index < 0 ? 0 : _grades[index];
        return index >= 0;
    }
}
