namespace ImageSearchBench.Hosting.Errors;

/// <summary>What kind of failure a <see cref="BenchException"/> is; each maps to one gRPC status (<see cref="StatusMap"/>).</summary>
public enum ErrorKind
{
    /// <summary>The caller sent something that can never work.</summary>
    InvalidArgument,

    /// <summary>What was named is not there.</summary>
    NotFound,

    /// <summary>What was to be created is there already, with other content.</summary>
    AlreadyExists,

    /// <summary>The request is right, but not in the present state.</summary>
    FailedPrecondition,

    /// <summary>What was to be changed has changed since the caller saw it; looking again and calling again may work.</summary>
    Aborted,

    /// <summary>A queue, budget or limit is full; the same call may work later.</summary>
    ResourceExhausted,

    /// <summary>A part that is needed cannot be reached; the same call may work later.</summary>
    Unavailable,

    /// <summary>Stored data is broken.</summary>
    DataLoss,

    /// <summary>The caller may not do this.</summary>
    PermissionDenied,

    /// <summary>The caller did not say who it is.</summary>
    Unauthenticated,

    /// <summary>The caller went away or asked to stop.</summary>
    Cancelled,

    /// <summary>Time ran out.</summary>
    DeadlineExceeded,

    /// <summary>Not supported by this server.</summary>
    Unimplemented,

    /// <summary>A fault of this program.</summary>
    Internal,
}
