using System.ComponentModel.DataAnnotations;

namespace ImageSearchBench.Index.Milvus;

/// <summary>The Milvus server to use. Section <c>Index:Milvus</c>; environment variables <c>Index__Milvus__Address</c> and so on.</summary>
internal sealed class MilvusOptions
{
    public const string Section = "Index:Milvus";

    /// <summary>Address such as <c>http://milvus</c> or <c>https://milvus:19530</c> (TLS). Without a port: 19530. Default: none, no Milvus store.</summary>
    [Url]
    public string? Address { get; set; }

    /// <summary>User name. Default: none, no credentials are sent.</summary>
    public string? User { get; set; }

    /// <summary>Password of the user.</summary>
    public string? Password { get; set; }

    /// <summary>API key or token, in place of user and password.</summary>
    public string? Token { get; set; }

    /// <summary>Database. Default: none, the server's <c>default</c>.</summary>
    public string? Database { get; set; }

    /// <summary>File with the certificate (PEM) of the authority that signed the server's, in place of the system's authorities.</summary>
    public string? CaCertificatePath { get; set; }

    /// <summary>Most time for one call. Default 60 s.</summary>
    public TimeSpan CallTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a call that the server says may be repeated is repeated. Default 30 s.</summary>
    public TimeSpan RetryTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long to wait for a collection to be loaded. Default 10 minutes.</summary>
    public TimeSpan LoadTimeout { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>Bytes of vectors in one write; the server refuses more than 64 MiB. Default 16 MiB.</summary>
    [Range(1 << 10, 60 << 20)]
    public int MaxBatchBytes { get; set; } = 16 << 20;

    /// <summary>Bytes of vectors that a search asks back at a time. Default 32 MiB.</summary>
    [Range(1 << 10, 200 << 20)]
    public int MaxResultBytes { get; set; } = 32 << 20;

    /// <summary>Vectors read at a time when a collection is gone through; the server gives 16384 at most. Default 1000.</summary>
    [Range(1, 16384)]
    public int PageRows { get; set; } = 1000;
}
