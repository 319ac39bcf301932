namespace ImageSearchBench.Testing;

/// <summary>Where the checkout and the data beside it are.</summary>
public static class Repository
{
    /// <summary>The checkout's top folder.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The bundled sample's folder.</summary>
    public static string Samples => Path.Combine(Root, "samples");

    /// <summary>A path below <c>../shared/data</c>, or null where this machine does not have it: the test skips, saying so.</summary>
    public static string? SharedData(params string[] parts)
    {
        var path = Path.Combine([Root, "..", "shared", "data", .. parts]);
        return Path.Exists(path) ? Path.GetFullPath(path) : null;
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Microservices.sln")))
                return folder.FullName;
        }

        throw new InvalidOperationException("The tests run outside a checkout: no Microservices.sln above " + AppContext.BaseDirectory);
    }
}
