using System.Text;
using ImageSearchBench.Orchestrator.Files;

namespace ImageSearchBench.Orchestrator.Formats.Files;

/// <summary>
/// Names image files by their ids: different ids give different names, and no name leads anywhere else. So a dataset's image files
/// are called the same whatever format it came from.
/// </summary>
internal static class ImageFileName
{
    // File systems allow 255 bytes.
    private const int MaxBytes = 200;

    /// <summary>The name of an image's file.</summary>
    /// <param name="id">The image's id.</param>
    /// <param name="extension">With its dot; empty for none.</param>
    public static string Of(string id, string extension)
    {
        var name = new StringBuilder(id.Length + extension.Length);
        foreach (var c in id)
        {
            if (c is '%' or '/' or '\\' or ':' or '*' or '?' or '"' or '<' or '>' or '|' || (c == '.' && name.Length == 0) || char.IsControl(c))
                name.Append('%').Append(((int)c).ToString("X2", System.Globalization.CultureInfo.InvariantCulture));
            else
                name.Append(c);
        }

        // A hash in place of a name that is too long, with a sign that no other name begins with.
        return Encoding.UTF8.GetByteCount(name.ToString()) <= MaxBytes ? $"{name}{extension}" : $"%{Hashing.Sha256(id)}{extension}";
    }
}
