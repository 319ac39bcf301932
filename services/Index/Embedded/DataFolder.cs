using System.Globalization;
using System.Text;
using ImageSearchBench.Hosting.Errors;

namespace ImageSearchBench.Index.Embedded;

/// <summary>The data folder, held by one process at a time through a locked file in it.</summary>
internal sealed class DataFolder : IDisposable
{
    private const string LockName = "lock";
    private readonly FileStream _lock;

    private DataFolder(string path, FileStream held)
    {
        Path = path;
        _lock = held;
    }

    public string Path { get; }

    /// <summary>Takes the folder, making it where it is missing. The operating system gives it back when the process ends, however it ends.</summary>
    public static DataFolder Take(string path)
    {
        var full = System.IO.Path.GetFullPath(path);
        var file = System.IO.Path.Combine(full, LockName);
        try
        {
            Directory.CreateDirectory(full);
            var held = new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            held.SetLength(0);
            held.Write(Encoding.ASCII.GetBytes(Environment.ProcessId.ToString(CultureInfo.InvariantCulture)));
            held.Flush();
            return new DataFolder(full, held);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new BenchException(
                ErrorKind.FailedPrecondition,
                $"The index folder {full} cannot be written: give this user the right to, or set Index:DataPath to another folder.", innerException: e);
        }
        catch (IOException e) when (Directory.Exists(full))
        {
            throw new BenchException(
                ErrorKind.FailedPrecondition,
                $"The index folder {full} is in use by another process{Holder(file)}: stop that process, send the request to it, "
                + "or set Index:DataPath to another folder.",
                innerException: e);
        }
    }

    public void Dispose() => _lock.Dispose();

    private static string Holder(string file)
    {
        try
        {
            // Without a share lock of its own, reading does not collide with the lock that the other process holds.
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var reader = new StreamReader(stream);
            var text = reader.ReadToEnd();
            return text.Length > 0 && text.All(char.IsAsciiDigit) ? $" (number {text})" : "";
        }
        catch (IOException)
        {
            return "";
        }
    }
}
