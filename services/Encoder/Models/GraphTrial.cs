using System.Numerics.Tensors;
using ImageSearchBench.Encoder.Images;
using ImageSearchBench.Encoder.Inference;
using ImageSearchBench.Encoder.Models.Onnx;
using ImageSearchBench.Encoder.Texts;
using ImageSearchBench.Hosting.Errors;
using Microsoft.ML.OnnxRuntime;

namespace ImageSearchBench.Encoder.Models;

/// <summary>
/// Lets the towers of a model that is being added compute less, where trying it out shows that no vector is changed by that: texts share the
/// rows of their beginnings (<see cref="SharedBeginnings"/>), images leave out what their vector is not taken from
/// (<see cref="FirstTokenOnly"/>). Elsewhere, and where a graph is not understood, the file stays.
/// </summary>
internal sealed class GraphTrial(ModelLoader loader)
{
    // In a rewritten graph ONNX Runtime fuses operators in other ways, which moves the last bits of float32; half precision has 13 bits less.
    private const float Tolerance = 1e-4f;
    private const float HalfTolerance = 1e-2f;

    // The probe holds all values of a run. One layer of many is left to be won in a model as large as that.
    private const long LargestImageTower = 1L << 30;
    private const int TrialImages = 5;

    // Attention costs a quarter more than for texts of equal length; products, nine tenths of the time, get fewer rows and fuller runs.
    private const int PadToMultipleOf = 8;

    /// <summary>Rewrites the towers' files in a folder, or leaves them.</summary>
    /// <returns>The manifest that goes with the files.</returns>
    public async Task<ModelManifest> ApplyAsync(string folder, ModelManifest manifest, CancellationToken cancellationToken)
    {
        var tolerance = ModelPrecision.Of(folder, manifest) == "fp32" ? Tolerance : HalfTolerance;
        await loader.RunGate.EnterAsync(cancellationToken);
        try
        {
            return await Task.Run(
                () =>
                {
                    if (manifest.Image is { } image && new FileInfo(Path.Combine(folder, image.File)).Length <= LargestImageTower)
                        Apply(folder, image, tolerance);
                    // Of the models known, those that leave pooling to others are not causal.
                    return manifest.Text is { Pooling: PoolingKind.None } text ? manifest with { Text = Apply(folder, text, tolerance) } : manifest;
                },
                cancellationToken);
        }
        finally
        {
            loader.RunGate.Leave();
        }
    }

    private void Apply(string folder, ImageTowerSettings image, float tolerance)
    {
        if (Read(folder, image.File, image.Output) is not { } model || ShapeProbe.Run(Path.Combine(folder, image.File), model, image.Size) is not { } shapes)
            return;
        TryReplace(folder, image.File, FirstTokenOnly.Rewrite(model, shapes), file => ChangesNothing(folder, image, image with { File = file }, tolerance));
    }

    private TextTowerSettings Apply(string folder, TextTowerSettings text, float tolerance)
    {
        if (Read(folder, text.File, text.Output) is not { } model || ShapeProbe.Run(Path.Combine(folder, text.File), model) is not { } shapes)
            return text;
        // What the manifest says of lengths holds; what fills a text up may be seen by a graph of another kind than those known.
        var fillsUp = text.PadToMultipleOf is not null || text.PadToContext || shapes.Length != ShapeProbe.Length;
        foreach (var settings in fillsUp ? [text] : (TextTowerSettings[])[text with { PadToMultipleOf = PadToMultipleOf }, text])
        {
            foreach (var endsOnly in (bool[])[true, false])
            {
                if (TryReplace(folder, text.File, SharedBeginnings.Rewrite(model, shapes, endsOnly), file => ChangesNothing(folder, text, settings with { File = file }, tolerance)))
                    return settings;
            }
        }

        return text;
    }

    // A graph with what one output needs; null where it is rewritten already, cannot be, or is wrong, which the trial that every model has to pass tells.
    private static ModelProto? Read(string folder, string file, string output)
    {
        // What the range of a batch decides cannot be left out or shared.
        if (ModelPrecision.IsDynamicallyQuantised(folder, file))
            return null;
        var model = OnnxFile.Read(Path.Combine(folder, file));
        var inputs = model.Graph.Input.ToList();
        if (model.Graph.Node.Any(n => n.Output.Any(o => o.StartsWith("isb_", StringComparison.Ordinal))) || model.Graph.Output.All(o => o.Name != output))
            return null;
        GraphCut.Keep(model.Graph, output);
        model.Graph.Input.Clear();
        model.Graph.Input.AddRange(inputs);
        return model;
    }

    private static bool TryReplace(string folder, string file, ModelProto? rewritten, Func<string, bool> changesNothing)
    {
        if (rewritten is null)
            return false;
        var candidate = Path.Combine(folder, file + ".leaner");
        OnnxFile.Write(rewritten, candidate);
        try
        {
            if (!changesNothing(file + ".leaner"))
                return false;
            File.Move(candidate, Path.Combine(folder, file), overwrite: true);
            return true;
        }
        catch (Exception e) when (e is OnnxRuntimeException or BenchException)
        {
            return false;
        }
        finally
        {
            File.Delete(candidate);
        }
    }

    private bool ChangesNothing(string folder, ImageTowerSettings image, ImageTowerSettings candidate, float tolerance)
    {
        using var original = loader.LoadImageTower(folder, image);
        using var leaner = loader.LoadImageTower(folder, candidate);
        var preprocessor = new Preprocessor(image.Preprocess, image.Size);
        return AreAlike(original, leaner, [.. Enumerable.Range(0, Math.Min(TrialImages, original.MaxBatch)).Select(seed => TrialTensors.Noise(preprocessor, seed))], tolerance);
    }

    private bool ChangesNothing(string folder, TextTowerSettings text, TextTowerSettings candidate, float tolerance)
    {
        using var original = loader.LoadTextTower(folder, text);
        using var sharing = loader.LoadTextTower(folder, candidate);
        var texts = new TrialTexts(TokenizerLoader.Load(folder, text.Tokenizer, text.Context), text.Context);
        return Array.TrueForAll(texts.GroupsThatBeginAlike(sharing), group => AreAlike(original, sharing, group, tolerance));
    }

    private static bool AreAlike<TInput>(ITower<TInput> original, ITower<TInput> leaner, TInput[] group, float tolerance)
    {
        using var run = new RunOptions { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };
        var together = leaner.Run(group, run);
        for (var i = 0; i < group.Length; i++)
        {
            // A tower that looks ahead gives a text the row of another one's beginning, and so other bits than alone.
            if (!leaner.Run([group[i]], run)[0].AsSpan().SequenceEqual(together[i]))
                return false;
            if (!(TensorPrimitives.Distance<float>(original.Run([group[i]], run)[0], together[i]) <= tolerance))
                return false;
        }

        return true;
    }
}
