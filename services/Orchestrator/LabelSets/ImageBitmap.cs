using System.Numerics;

namespace ImageSearchBench.Orchestrator.LabelSets;

/// <summary>A set of images as one bit each, by ordinal; it grows as bits are set.</summary>
internal sealed class ImageBitmap
{
    private ulong[] _words = [];

    /// <summary>The images from 0 up to a number.</summary>
    public static ImageBitmap First(int count)
    {
        var result = new ImageBitmap { _words = new ulong[(count + 63) >> 6] };
        Array.Fill(result._words, ulong.MaxValue);
        if ((count & 63) != 0)
            result._words[^1] = (1UL << (count & 63)) - 1;
        return result;
    }

    /// <summary>Adds an image.</summary>
    public void Set(int image)
    {
        var word = image >> 6;
        if (word >= _words.Length)
            Array.Resize(ref _words, Math.Max(word + 1, Math.Min(_words.Length * 2, Array.MaxLength)));
        _words[word] |= 1UL << (image & 63);
    }

    /// <summary>The image is in the set.</summary>
    public bool Contains(int image) => image >> 6 < _words.Length && (_words[image >> 6] & (1UL << (image & 63))) != 0;

    /// <summary>Number of images.</summary>
    public int Count()
    {
        var count = 0;
        foreach (var word in _words)
            count += BitOperations.PopCount(word);
        return count;
    }

    /// <summary>Number of images that are in both sets.</summary>
    public static int CountBoth(ImageBitmap a, ImageBitmap b)
    {
        var length = Math.Min(a._words.Length, b._words.Length);
        var x = a._words.AsSpan(0, length);
        var y = b._words.AsSpan(0, length);

        // Four sums that do not wait for one another.
        int s0 = 0, s1 = 0, s2 = 0, s3 = 0, i = 0;
        for (; i + 4 <= x.Length; i += 4)
        {
            s0 += BitOperations.PopCount(x[i] & y[i]);
            s1 += BitOperations.PopCount(x[i + 1] & y[i + 1]);
            s2 += BitOperations.PopCount(x[i + 2] & y[i + 2]);
            s3 += BitOperations.PopCount(x[i + 3] & y[i + 3]);
        }

        for (; i < x.Length; i++)
            s0 += BitOperations.PopCount(x[i] & y[i]);
        return s0 + s1 + s2 + s3;
    }

    /// <summary>The images that are in both sets.</summary>
    public static ImageBitmap Both(ImageBitmap a, ImageBitmap b)
    {
        var length = Math.Min(a._words.Length, b._words.Length);
        var result = new ImageBitmap { _words = new ulong[length] };
        for (var i = 0; i < length; i++)
            result._words[i] = a._words[i] & b._words[i];
        return result;
    }

    /// <summary>The images that are in any of the sets.</summary>
    public static ImageBitmap Any(IReadOnlyCollection<ImageBitmap> sets)
    {
        var result = new ImageBitmap { _words = new ulong[sets.Max(s => s._words.Length)] };
        foreach (var set in sets)
        {
            for (var i = 0; i < set._words.Length; i++)
                result._words[i] |= set._words[i];
        }

        return result;
    }

    /// <summary>The images in ascending order.</summary>
    public IEnumerable<int> Images()
    {
        for (var i = 0; i < _words.Length; i++)
        {
            for (var word = _words[i]; word != 0; word &= word - 1)
                yield return (i << 6) + BitOperations.TrailingZeroCount(word);
        }
    }
}
