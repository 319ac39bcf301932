using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using ImageSearchBench.Hosting.Errors;
using ImageSearchBench.Orchestrator.Storage;

namespace ImageSearchBench.Orchestrator.Systems;

/// <summary>Reads the header of a NumPy file (format versions 1 to 3, as numpy.lib.format describes it).</summary>
internal static partial class NpyHeader
{
    private const int MaxHeaderBytes = 1 << 20;

    private static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    /// <exception cref="BenchException">The file is no matrix of f32 or f16 in C order, or incomplete.</exception>
    public static async Task<VectorFile> ReadAsync(string path, CancellationToken cancellationToken)
    {
        await using var file = DurableFile.OpenRead(path);
        var (text, offset) = await ReadTextAsync(file, path, cancellationToken);
        var type = Descriptor().Match(text).Groups["value"].Value;
        var isHalf = type is "<f2" or "=f2";
        if (!isHalf && type is not ("<f4" or "=f4"))
            throw BenchException.Invalid($"{path} holds '{type}'; write it as float32 or float16, little-endian (array.astype('<f4')).");
        if (Order().Match(text).Groups["value"].Value != "False")
            throw BenchException.Invalid($"{path} is in Fortran order; write it in C order (numpy.ascontiguousarray).");
        var shape = Shape().Match(text);
        if (!shape.Success
            || !long.TryParse(shape.Groups["rows"].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var rows)
            || !int.TryParse(shape.Groups["dimension"].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var dimension)
            || rows == 0
            || dimension is 0 or > VectorFile.MaxDimension)
        {
            throw BenchException.Invalid($"{path} must be a matrix: one row a vector, of 1 to {VectorFile.MaxDimension} numbers.");
        }

        var needed = offset + (rows * (Int128)dimension * (isHalf ? 2 : 4));
        return file.Length == needed
            ? new VectorFile(path, rows, dimension, offset, isHalf)
            : throw BenchException.Invalid($"{path} has {file.Length} bytes; {rows} × {dimension} numbers need {needed}: the file is broken or truncated.");
    }

    private static async Task<(string Text, long Offset)> ReadTextAsync(FileStream file, string path, CancellationToken cancellationToken)
    {
        var start = new byte[12];
        var read = await file.ReadAtLeastAsync(start, start.Length, throwOnEndOfStream: false, cancellationToken);
        if (read < start.Length || !start.AsSpan().StartsWith(Magic))
            throw BenchException.Invalid($"{path} is no NumPy file.");
        var version = start[6];
        if (version is < 1 or > 3)
            throw BenchException.Invalid($"{path} is a NumPy file of version {version}; 1 to 3 are known.");

        // Version 1 gives the length in 2 bytes, later ones in 4.
        var textOffset = version == 1 ? 10 : 12;
        var length = version == 1
            ? BinaryPrimitives.ReadUInt16LittleEndian(start.AsSpan(8))
            : BinaryPrimitives.ReadUInt32LittleEndian(start.AsSpan(8));
        if (length > MaxHeaderBytes || textOffset + length > file.Length)
            throw BenchException.Invalid($"{path}: the header is broken.");
        var text = new byte[length];
        file.Seek(textOffset, SeekOrigin.Begin);
        await file.ReadExactlyAsync(text, cancellationToken);
        return (Encoding.UTF8.GetString(text), textOffset + length);
    }

    [GeneratedRegex("'descr'\\s*:\\s*'(?<value>[^']*)'", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Descriptor();

    [GeneratedRegex("'fortran_order'\\s*:\\s*(?<value>True|False)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Order();

    [GeneratedRegex("'shape'\\s*:\\s*\\(\\s*(?<rows>[0-9]+)\\s*,\\s*(?<dimension>[0-9]+)\\s*,?\\s*\\)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Shape();
}
