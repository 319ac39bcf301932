using ImageSearchBench.Orchestrator.Runs;
using Proto = ImageSearchBench.Contracts.Orchestrator.V1;

namespace ImageSearchBench.Orchestrator.Grpc;

/// <summary>Evaluated systems as messages and back.</summary>
internal static class SystemMapping
{
    public static string Value(Proto.System system) => system.KindCase switch
    {
        Proto.System.KindOneofCase.Model => system.Model,
        Proto.System.KindOneofCase.Vectors => system.Vectors,
        Proto.System.KindOneofCase.RunFile => system.RunFile,
        Proto.System.KindOneofCase.Target => system.Target,
        _ => "",
    };

    /// <summary>Why a system cannot be meant; null when it can.</summary>
    public static string? Fault(Proto.System? system)
    {
        if (system is null || Value(system).Length == 0)
            return "must name a model, a folder of vectors, a run file or a search target.";
        if (system.KindCase is not Proto.System.KindOneofCase.Target)
            return null;
        return Uri.TryCreate(system.Target, UriKind.Absolute, out var address)
            && address.Scheme is "http" or "https" && address is { Host.Length: > 0, UserInfo: "", Query: "", Fragment: "", AbsolutePath: "/" }
            ? null
            : $"'{system.Target}' is no address of a search target: write it like http://127.0.0.1:50051.";
    }

    public static EvaluatedSystem ToDomain(Proto.System system) => system.KindCase switch
    {
        Proto.System.KindOneofCase.Model => new EvaluatedSystem(SystemKind.Model, system.Model),
        Proto.System.KindOneofCase.Vectors => new EvaluatedSystem(SystemKind.Vectors, Path.GetFullPath(system.Vectors)),
        Proto.System.KindOneofCase.Target => new EvaluatedSystem(SystemKind.Target, system.Target),
        _ => new EvaluatedSystem(SystemKind.RunFile, Path.GetFullPath(system.RunFile)),
    };

    public static Proto.System ToProto(this EvaluatedSystem system) => system.Kind switch
    {
        SystemKind.Model => new Proto.System { Model = system.Value },
        SystemKind.Vectors => new Proto.System { Vectors = system.Value },
        SystemKind.Target => new Proto.System { Target = system.Value },
        _ => new Proto.System { RunFile = system.Value },
    };

    public static SearchDirection ToDomain(Proto.Direction direction) =>
        direction is Proto.Direction.ImageToText ? SearchDirection.ImageToText : SearchDirection.TextToImage;

    public static Proto.Direction ToProto(this SearchDirection direction) =>
        direction is SearchDirection.ImageToText ? Proto.Direction.ImageToText : Proto.Direction.TextToImage;
}
