using System.IO.Hashing;
using System.Text;

namespace ImageSearchBench.Orchestrator.ImageSources.Library;

/// <summary>The images of a library with their texts; what is not needed for searching lies on disk.</summary>
internal sealed class LibraryCatalog : IAsyncDisposable
{
    private const int MaxTitle = 500;

    private readonly TextIndex _index;
    private readonly RecordFile<LibraryImage> _images;
    private readonly RecordFile<string> _titles;
    private readonly List<int> _titleOf = [];
    private readonly Dictionary<UInt128, int> _byFile = [];

    /// <param name="workFolder">Folder for what is put aside.</param>
    /// <param name="maxBytes">Most bytes of memory for the words.</param>
    public LibraryCatalog(string workFolder, long maxBytes)
    {
        _index = new TextIndex(maxBytes);
        _images = new RecordFile<LibraryImage>(Path.Combine(workFolder, "library.images"));
        _titles = new RecordFile<string>(Path.Combine(workFolder, "library.titles"));
    }

    /// <summary>Number of images.</summary>
    public int Images => _index.Images;

    /// <summary>Adds an image; one that is there stays as it was.</summary>
    /// <returns>Its number, and whether it is new.</returns>
    public async Task<(int Number, bool IsNew)> AddImageAsync(LibraryImage image, CancellationToken cancellationToken)
    {
        var hash = XxHash128.HashToUInt128(Encoding.UTF8.GetBytes(image.File));
        if (_byFile.TryGetValue(hash, out var known))
            return (known, false);
        var number = _index.AddImage();
        _byFile[hash] = number;
        _titleOf.Add(-1);
        await _images.AddAsync(image, cancellationToken);
        return (number, true);
    }

    /// <summary>Adds a text to an image; the first one is its title.</summary>
    public async Task AddTextAsync(int number, string text, CancellationToken cancellationToken)
    {
        _index.AddText(number, text);
        if (_titleOf[number] < 0 && text.Length > 0)
            _titleOf[number] = await _titles.AddAsync(text.Length > MaxTitle ? text[..MaxTitle] : text, cancellationToken);
    }

    /// <summary>All is added: from now on it can be searched.</summary>
    public async Task FinishAsync(CancellationToken cancellationToken)
    {
        _byFile.Clear();
        _byFile.TrimExcess();
        await _images.FinishAsync(cancellationToken);
        await _titles.FinishAsync(cancellationToken);
    }

    /// <summary>Numbers of the images that answer a query, best first.</summary>
    public IReadOnlyList<int> Search(string query) => _index.Search(query);

    /// <summary>An image and its title.</summary>
    public async Task<(LibraryImage Image, string? Title)> ReadAsync(int number, CancellationToken cancellationToken) =>
        (await _images.ReadAsync(number, cancellationToken), _titleOf[number] < 0 ? null : await _titles.ReadAsync(_titleOf[number], cancellationToken));

    public async ValueTask DisposeAsync()
    {
        await _images.DisposeAsync();
        await _titles.DisposeAsync();
    }
}
