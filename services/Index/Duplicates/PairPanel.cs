using System.Runtime.InteropServices;
using ImageSearchBench.Index.Kernels;

namespace ImageSearchBench.Index.Duplicates;

/// <summary>What one thread needs to compare 64 vectors with others.</summary>
internal sealed unsafe class PairPanel : IDisposable
{
    private const int TileFloats = KernelSet.TileQueries * KernelSet.TileRows;

    public PairPanel(int stride)
    {
        Values = Allocate(KernelSet.TileRows * stride);
        Scaled = Allocate(KernelSet.TileRows * stride);
        Tile = Allocate(TileFloats);
        Part = Allocate(TileFloats);
    }

    /// <summary>The vectors side by side, [dimension][64], as far as <see cref="Packed"/>.</summary>
    public float* Values { get; }

    /// <summary>Room for the vectors divided by their lengths.</summary>
    public float* Scaled { get; }

    public float* Tile { get; }

    public float* Part { get; }

    /// <summary>Dimensions that are packed: most panels are done with after the first few.</summary>
    public int Packed { get; set; }

    public Span<float> TileSpan => new(Tile, TileFloats);

    public Span<float> PartSpan => new(Part, TileFloats);

    public void Dispose()
    {
        NativeMemory.AlignedFree(Values);
        NativeMemory.AlignedFree(Scaled);
        NativeMemory.AlignedFree(Tile);
        NativeMemory.AlignedFree(Part);
    }

    private static float* Allocate(int floats) => (float*)NativeMemory.AlignedAlloc((nuint)floats * sizeof(float), 64);
}
