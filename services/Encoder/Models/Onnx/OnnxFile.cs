using Google.Protobuf;
using ImageSearchBench.Hosting.Errors;

namespace ImageSearchBench.Encoder.Models.Onnx;

/// <summary>Reads and writes ONNX files; weights that lie beside a file stay there.</summary>
internal static class OnnxFile
{
    /// <summary>Reads a file.</summary>
    /// <exception cref="BenchException">INVALID_ARGUMENT: it is no ONNX file.</exception>
    public static ModelProto Read(string path)
    {
        try
        {
            using var input = File.OpenRead(path);
            // Weights inside the file make messages far larger than what Protobuf takes for hostile.
            using var coded = CodedInputStream.CreateWithLimits(input, int.MaxValue, recursionLimit: 100);
            return ModelProto.Parser.ParseFrom(coded);
        }
        catch (InvalidProtocolBufferException e)
        {
            throw BenchException.Invalid($"'{Path.GetFileName(path)}' is no ONNX file: {e.Message}", inner: e);
        }
    }

    /// <summary>Writes a file, down to the disk.</summary>
    public static void Write(ModelProto model, string path)
    {
        using var file = File.Create(path);
        model.WriteTo(file);
        file.Flush(flushToDisk: true);
    }
}
