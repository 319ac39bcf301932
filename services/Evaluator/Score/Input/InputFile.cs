using System.IO.Compression;
using ImageSearchBench.Hosting.Errors;
using ZstdSharp;

namespace ImageSearchBench.Evaluator.Score.Input;

/// <summary>
/// A file to read, plain, gzip or zstd, told apart by its first bytes; <c>-</c> is standard input, which is put into a temporary file
/// first, because a run whose topics are scattered is read twice.
/// </summary>
internal sealed class InputFile : IAsyncDisposable
{
    private const int MagicLength = 4;
    private readonly string _path;
    private readonly bool _temporary;

    private InputFile(string path, string name, bool temporary) => (_path, Name, _temporary) = (path, name, temporary);

    /// <summary>What errors call it.</summary>
    public string Name { get; }

    /// <summary>Its size in bytes as it lies there.</summary>
    public long Length => new FileInfo(_path).Length;

    /// <summary>Finds a file.</summary>
    /// <param name="path">Its path, or <c>-</c>.</param>
    /// <param name="standardInput">Opens standard input.</param>
    /// <param name="cancellationToken">Stops the copying of standard input.</param>
    public static async Task<InputFile> FindAsync(string path, Func<Stream> standardInput, CancellationToken cancellationToken)
    {
        if (path != "-")
            return File.Exists(path) ? new InputFile(path, path, temporary: false) : throw BenchException.NotFound($"There is no file '{path}'.");

        var copy = new InputFile(Path.GetTempFileName(), "standard input", temporary: true);
        try
        {
            await using var input = standardInput();
            await using var file = File.Create(copy._path);
            await input.CopyToAsync(file, cancellationToken);
            return copy;
        }
        catch
        {
            await copy.DisposeAsync();
            throw;
        }
    }

    /// <summary>Opens it for one sequential read, decompressed.</summary>
    public async Task<Stream> OpenAsync(CancellationToken cancellationToken)
    {
        // No buffer: blocks of a megabyte are read at once.
        var file = new FileStream(_path, new FileStreamOptions { BufferSize = 0, Options = FileOptions.SequentialScan, Share = FileShare.Read });
        try
        {
            var magic = new byte[MagicLength];
            var read = await file.ReadAtLeastAsync(magic, MagicLength, throwOnEndOfStream: false, cancellationToken);
            file.Position = 0;
            return magic switch
            {
                [0x1F, 0x8B, ..] when read >= 2 => new GZipStream(file, CompressionMode.Decompress),
                [0x28, 0xB5, 0x2F, 0xFD] when read == MagicLength => new DecompressionStream(file, leaveOpen: false),
                _ => file,
            };
        }
        catch
        {
            await file.DisposeAsync();
            throw;
        }
    }

    public ValueTask DisposeAsync()
    {
        if (_temporary)
            File.Delete(_path);
        return ValueTask.CompletedTask;
    }
}
