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
        _ => "",
    };

    public static EvaluatedSystem ToDomain(Proto.System system) => system.KindCase switch
    {
        Proto.System.KindOneofCase.Model => new EvaluatedSystem(SystemKind.Model, system.Model),
        Proto.System.KindOneofCase.Vectors => new EvaluatedSystem(SystemKind.Vectors, Path.GetFullPath(system.Vectors)),
        _ => new EvaluatedSystem(SystemKind.RunFile, Path.GetFullPath(system.RunFile)),
    };

    public static Proto.System ToProto(this EvaluatedSystem system) => system.Kind switch
    {
        SystemKind.Model => new Proto.System { Model = system.Value },
        SystemKind.Vectors => new Proto.System { Vectors = system.Value },
        _ => new Proto.System { RunFile = system.Value },
    };
}
