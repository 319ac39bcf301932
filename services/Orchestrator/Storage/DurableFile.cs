using System.Runtime.InteropServices;

namespace ImageSearchBench.Orchestrator.Storage;

/// <summary>Writes that are whole or not there: first under another name, forced to disk, then renamed.</summary>
internal static partial class DurableFile
{
    /// <summary>
    /// Opens a new file for sequential writing in place of one that is there. It is another file then: whoever has the old one open,
    /// such as a process that was taken for dead, writes into that.
    /// </summary>
    public static FileStream Create(string path)
    {
        File.Delete(path);
        return new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 1 << 16, FileOptions.Asynchronous);
    }

    /// <summary>Opens a file for sequential reading while others may write or delete it.</summary>
    public static FileStream OpenRead(string path) =>
        new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 1 << 16,
            FileOptions.Asynchronous | FileOptions.SequentialScan);

    /// <summary>Forces what was written to disk.</summary>
    public static async Task FlushToDiskAsync(this FileStream file, CancellationToken cancellationToken)
    {
        await file.FlushAsync(cancellationToken);
        file.Flush(flushToDisk: true);
    }

    /// <summary>Moves a whole file or folder to its final name and forces the change of the folder above to disk.</summary>
    public static void Publish(string from, string to)
    {
        if (Directory.Exists(from))
            Directory.Move(from, to);
        else
            File.Move(from, to, overwrite: true);
        FlushFolder(Path.GetDirectoryName(to)!);
    }

    /// <summary>As <see cref="Publish"/> for a folder whose name says its content: one that is there already, by whomever, is the same.</summary>
    public static void PublishOnce(string from, string to)
    {
        if (Directory.Exists(to))
            return;
        try
        {
            Publish(from, to);
        }
        catch (IOException) when (Directory.Exists(to))
        {
            // Another job, or another replica, was faster.
        }
    }

    /// <summary>Forces a folder's entries to disk; does nothing where the system has no such call.</summary>
    public static void FlushFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
            return;

        var descriptor = Open(folder, flags: 0);
        if (descriptor < 0)
            return;
        _ = Sync(descriptor);
        _ = Close(descriptor);
    }

    /// <summary>
    /// Copies a file, also through a symbolic link. Never a hard link: a program that writes into the original in place would change what is
    /// meant never to change. File systems that can share blocks until one side is written do so.
    /// </summary>
    public static void Copy(string existing, string created) =>
        File.Copy(File.ResolveLinkTarget(existing, returnFinalTarget: true)?.FullName ?? existing, created, overwrite: true);

    /// <summary>
    /// Gives a file that nobody writes into a second name, so that it is there as long as one of them is; a copy where the file system or
    /// the operating system has no such thing.
    /// </summary>
    public static void Link(string existing, string created)
    {
        if (OperatingSystem.IsWindows() || HardLink(existing, created) != 0)
            Copy(existing, created);
    }

    [LibraryImport("libc", EntryPoint = "link", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int HardLink(string existing, string created);

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync")]
    private static partial int Sync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
