using System.IO.MemoryMappedFiles;
using ImageSearchBench.Index.Search;
using Microsoft.Win32.SafeHandles;

namespace ImageSearchBench.Index.Embedded;

/// <summary>
/// The two files of a segment: <c>N.rows</c>, the vectors one after the other, mapped into memory; and <c>N.log</c>, what they are
/// (<see cref="SegmentRecord"/>). Both are only appended to. Rows are flushed before the record that names them is written, so that
/// a record that is there has its rows. Beside the files it keeps, per row, the length of the vector, the id and the number of its labels.
/// </summary>
internal sealed unsafe class Segment
{
    private readonly string _folder;
    private readonly SafeFileHandle _rows;
    private readonly SafeFileHandle _log;
    private readonly MemoryMappedFile _map;
    private readonly MemoryMappedViewAccessor _view;
    private int _users = 1;
    private bool _deleted;
    private Int8Codes? _codes;
    private bool _codesMade;
    private object? _codesLock;

    // Per row; only appended to, and replaced by longer copies, so that a reader's view of the first rows stays right.
    private double[] _lengths = [];
    private int[] _idEnds = [];
    private int[] _labels = [];
    private byte[] _ids = [];

    private Segment(string folder, int number, int stride, int capacity, long logLength)
    {
        _folder = folder;
        Number = number;
        Stride = stride;
        Capacity = capacity;
        LogLength = logLength;
        _rows = File.OpenHandle(RowsPath(folder, number), FileMode.Open, FileAccess.ReadWrite, FileShare.Read);
        _log = File.OpenHandle(LogPath(folder, number), FileMode.Open, FileAccess.ReadWrite, FileShare.Read);
        var bytes = (long)capacity * stride * sizeof(float);
        _map = MemoryMappedFile.CreateFromFile(_rows, mapName: null, bytes, MemoryMappedFileAccess.ReadWrite, HandleInheritability.None, leaveOpen: true);
        _view = _map.CreateViewAccessor(0, bytes, MemoryMappedFileAccess.Read);
        byte* pointer = null;
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref pointer);
        Rows = (float*)pointer;
    }

    public int Number { get; }

    /// <summary>Floats from one row to the next; a multiple of 16, the rest filled with zeros.</summary>
    public int Stride { get; }

    /// <summary>The most rows that fit in.</summary>
    public int Capacity { get; }

    /// <summary>Rows that are written and recorded.</summary>
    public int Count { get; private set; }

    /// <summary>Bytes of the log that are written and right.</summary>
    public long LogLength { get; private set; }

    /// <summary>Row 0.</summary>
    public float* Rows { get; }

    /// <summary>The vectors in 8 bits, made at the first call.</summary>
    public Int8Codes Codes => LazyInitializer.EnsureInitialized(ref _codes, ref _codesMade, ref _codesLock, () => new Int8Codes(Capacity, Stride))!;

    public long SizeBytes => ((long)Count * Stride * sizeof(float)) + LogLength;

    public static string RowsPath(string folder, int number) => Path.Combine(folder, $"{number:D8}.rows");

    public static string LogPath(string folder, int number) => Path.Combine(folder, $"{number:D8}.log");

    /// <summary>Makes the files of a new segment, durably.</summary>
    public static Segment Create(string folder, int number, int dimension, int stride, int capacity)
    {
        using (var rows = File.OpenHandle(RowsPath(folder, number), FileMode.Create, FileAccess.Write))
        {
            RandomAccess.FlushToDisk(rows);
        }

        using (var log = File.OpenHandle(LogPath(folder, number), FileMode.Create, FileAccess.Write))
        {
            RandomAccess.Write(log, SegmentRecord.FileHeader(dimension, stride, capacity, number), 0);
            RandomAccess.FlushToDisk(log);
        }

        DurableFile.FlushFolder(folder);
        return new Segment(folder, number, stride, capacity, SegmentRecord.FileHeaderBytes);
    }

    /// <summary>Maps the files of a segment; its rows are then told by <see cref="AddRow"/> as the log is read.</summary>
    public static Segment Open(string folder, int number, int stride, int capacity) => new(folder, number, stride, capacity, 0);

    /// <summary>A row's vector.</summary>
    public float* Row(int row) => Rows + ((long)row * Stride);

    /// <summary>The bytes of some rows.</summary>
    public ReadOnlySpan<byte> RowBytes(int first, int count) => new(Row(first), checked(count * Stride * sizeof(float)));

    public void WriteRows(int first, ReadOnlySpan<byte> bytes) =>
        RandomAccess.Write(_rows, bytes, (long)first * Stride * sizeof(float));

    public void FlushRows() => RandomAccess.FlushToDisk(_rows);

    /// <summary>Writes a record behind the log and flushes it. When that fails, the log ends where it did before.</summary>
    public void AppendRecord(ReadOnlySpan<byte> record)
    {
        RandomAccess.Write(_log, record, LogLength);
        RandomAccess.FlushToDisk(_log);
        LogLength += record.Length;
    }

    /// <summary>Cuts off what lies behind a position of the log.</summary>
    public void CutLog(long length)
    {
        RandomAccess.SetLength(_log, length);
        RandomAccess.FlushToDisk(_log);
        LogLength = length;
    }

    /// <summary>While the log is read: everything up to here is right.</summary>
    public void SetLogLength(long length) => LogLength = length;

    /// <summary>Takes in what is known about one more row.</summary>
    public void AddRow(double length, ReadOnlySpan<byte> id, int labels)
    {
        if (Count == _lengths.Length)
        {
            var size = Math.Min(Capacity, Math.Max(256, Count * 2));
            Array.Resize(ref _lengths, size);
            Array.Resize(ref _idEnds, size);
            Array.Resize(ref _labels, size);
        }

        var start = Count == 0 ? 0 : _idEnds[Count - 1];
        if (start + id.Length > _ids.Length)
            Array.Resize(ref _ids, Math.Max(4096, Math.Max(_ids.Length * 2, start + id.Length)));
        id.CopyTo(_ids.AsSpan(start));
        _idEnds[Count] = start + id.Length;
        _lengths[Count] = length;
        _labels[Count] = labels;
        Count++;
    }

    /// <summary>A row's id, in UTF-8. For the writer; readers use <see cref="SegmentView.Id"/>.</summary>
    public ReadOnlySpan<byte> Id(int row)
    {
        var start = row == 0 ? 0 : _idEnds[row - 1];
        return _ids.AsSpan(start, _idEnds[row] - start);
    }

    /// <summary>The rows of now, for readers.</summary>
    public SegmentView View(ulong[]? dead, int deadCount) => new(this, Count, _lengths, _idEnds, _ids, _labels, dead, deadCount);

    public void AddUser() => Interlocked.Increment(ref _users);

    /// <summary>The last one to let go closes the files.</summary>
    public void Release()
    {
        if (Interlocked.Decrement(ref _users) != 0)
            return;
        _codes?.Dispose();
        _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _view.Dispose();
        _map.Dispose();
        if (!_deleted)
        {
            // The file was made as long as the segment may become; give back what it did not.
            RandomAccess.SetLength(_rows, (long)Count * Stride * sizeof(float));
        }

        _rows.Dispose();
        _log.Dispose();
    }

    /// <summary>
    /// Takes the files out of the folder at once; readers keep what they have mapped. Where the system does not allow that, they are
    /// left over and go when the collection is opened next. Never later than now: the folder may be another collection's by then.
    /// </summary>
    public void Delete()
    {
        _deleted = true;
        try
        {
            File.Delete(LogPath(_folder, Number));
            File.Delete(RowsPath(_folder, Number));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Only Windows keeps files that are in use.
        }
    }
}
