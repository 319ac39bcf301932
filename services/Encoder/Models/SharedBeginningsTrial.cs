using System.Numerics.Tensors;
using ImageSearchBench.Encoder.Inference;
using ImageSearchBench.Encoder.Models.Onnx;
using ImageSearchBench.Encoder.Texts;
using ImageSearchBench.Hosting.Errors;
using Microsoft.ML.OnnxRuntime;

namespace ImageSearchBench.Encoder.Models;

/// <summary>
/// Lets the texts of a run share the rows of their beginnings (<see cref="SharedBeginnings"/>) in a model that is being added, where trying it
/// out shows that no vector is changed by that: the tower is causal, and its graph is of a kind that is understood. Elsewhere the file stays.
/// </summary>
internal sealed class SharedBeginningsTrial(ModelLoader loader)
{
    // Round shared rows ONNX Runtime fuses operators in other ways, which moves the last bits of float32; half precision has 13 bits less.
    private const float Tolerance = 1e-4f;
    private const float HalfTolerance = 1e-2f;

    /// <summary>Rewrites the text tower's file in a folder, or leaves it.</summary>
    /// <returns>Whether it was rewritten.</returns>
    public async Task<bool> ApplyAsync(string folder, ModelManifest manifest, CancellationToken cancellationToken)
    {
        // Of the models known, those that leave pooling to others are not causal; and what a batch's range decides cannot be shared.
        if (manifest.Text is not { Pooling: PoolingKind.None } text || ModelPrecision.IsDynamicallyQuantised(folder, text.File))
            return false;
        await loader.RunGate.EnterAsync(cancellationToken);
        try
        {
            return await Task.Run(() => Apply(folder, text, ModelPrecision.Of(folder, manifest) == "fp32" ? Tolerance : HalfTolerance), cancellationToken);
        }
        finally
        {
            loader.RunGate.Leave();
        }
    }

    private bool Apply(string folder, TextTowerSettings text, float tolerance)
    {
        var path = Path.Combine(folder, text.File);
        var model = OnnxFile.Read(path);
        var inputs = model.Graph.Input.ToList();
        // What is wrong with the file is told by the trial that every model has to pass.
        if (inputs.Any(i => RowInputs.All.Contains(i.Name, StringComparer.Ordinal)) || model.Graph.Output.All(o => o.Name != text.Output))
            return false;
        GraphCut.Keep(model.Graph, text.Output);
        model.Graph.Input.Clear();
        model.Graph.Input.AddRange(inputs);
        if (ShapeProbe.Run(path, model) is not { } shapes)
            return false;

        var candidate = text with { File = text.File + ".shared" };
        foreach (var endsOnly in (bool[])[true, false])
        {
            if (SharedBeginnings.Rewrite(model, shapes, endsOnly) is not { } rewritten)
                return false;
            OnnxFile.Write(rewritten, Path.Combine(folder, candidate.File));
            if (ChangesNothing(folder, text, candidate, tolerance))
            {
                File.Move(Path.Combine(folder, candidate.File), path, overwrite: true);
                return true;
            }
        }

        File.Delete(Path.Combine(folder, candidate.File));
        return false;
    }

    private bool ChangesNothing(string folder, TextTowerSettings text, TextTowerSettings candidate, float tolerance)
    {
        try
        {
            using var original = loader.LoadTextTower(folder, text);
            using var sharing = loader.LoadTextTower(folder, candidate);
            using var run = new RunOptions { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };
            var texts = new TrialTexts(TokenizerLoader.Load(folder, text.Tokenizer, text.Context), text.Context);
            return Array.TrueForAll(texts.GroupsThatBeginAlike(original), group => AreAlike(original, sharing, group, run, tolerance));
        }
        catch (Exception e) when (e is OnnxRuntimeException or BenchException)
        {
            return false;
        }
    }

    private static bool AreAlike(TextTower original, TextTower sharing, int[][] group, RunOptions run, float tolerance)
    {
        var together = sharing.Run(group, run);
        for (var i = 0; i < group.Length; i++)
        {
            // A tower that looks ahead gives a text the row of another one's beginning, and so other bits than alone.
            if (!sharing.Run([group[i]], run)[0].AsSpan().SequenceEqual(together[i]))
                return false;
            if (TensorPrimitives.Distance<float>(original.Run([group[i]], run)[0], together[i]) > tolerance)
                return false;
        }

        return true;
    }
}
