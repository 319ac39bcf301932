using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Grpc.Core;
using ImageSearchBench.Contracts.Index.V1;
using ImageSearchBench.Index.Api;
using ImageSearchBench.Index.Milvus.Wire;
using ImageSearchBench.Testing;
using MilvusStatus = ImageSearchBench.Index.Milvus.Wire.Status;

namespace ImageSearchBench.Index.Tests.Milvus;

/// <summary>What a real server does on bad days, and what the store makes of it.</summary>
public sealed class MilvusFaultTests
{
    [Theory]
    [InlineData(8, 0, true)] // since 2.4
    [InlineData(8, 0, false)] // 2.3: no mark
    [InlineData(0, 49, false)] // before
    [InlineData(1, 0, false)]
    [InlineData(12345, 0, true)] // a code of the future that says so itself
    public async Task A_call_that_may_be_repeated_is_repeated(int code, int legacy, bool retriable)
    {
        await using var server = await ScriptedMilvusServer.StartAsync();
        await using var index = await server.StartIndexAsync();
        await CreateAsync(index);
        server.Milvus.Fail("Upsert", 3, new MilvusStatus { Code = code, ErrorCode = legacy, Retriable = retriable, Reason = "rate limit exceeded" });

        await index.UpsertAsync("c", [.. Mapping.ToMessages(Vectors.Batch(1, 10, 4))]);

        server.Milvus.Calls["Upsert"].Should().Be(4);
        (await index.CountAsync("c")).Should().Be(10);
    }

    [Fact]
    public async Task Repeating_ends_after_the_time_set_for_it()
    {
        await using var server = await ScriptedMilvusServer.StartAsync();
        await using var index = await server.StartIndexAsync(("RetryTimeout", "00:00:00.2"));
        await CreateAsync(index);
        server.Milvus.Fail("Upsert", 100, new MilvusStatus { Code = 8, Retriable = true, Reason = "rate limit exceeded" });

        var status = await index.FailsAsync(_ => index.UpsertAsync("c", [.. Mapping.ToMessages(Vectors.Batch(1, 10, 4))]));

        status.Should().Match<Grpc.Core.Status>(s => s.StatusCode == StatusCode.ResourceExhausted && s.Detail.Contains("rate limit"));
        server.Milvus.Calls["Upsert"].Should().BeGreaterThan(2);
    }

    [Theory]
    [InlineData(1100, 0, StatusCode.InvalidArgument)]
    [InlineData(0, 5, StatusCode.InvalidArgument)]
    [InlineData(9, 0, StatusCode.ResourceExhausted)]
    [InlineData(1401, 0, StatusCode.PermissionDenied)]
    [InlineData(65535, 0, StatusCode.Internal)]
    [InlineData(0, 1, StatusCode.Internal)]
    public async Task A_failure_inside_a_successful_reply_is_a_failure(int code, int legacy, StatusCode expected)
    {
        await using var server = await ScriptedMilvusServer.StartAsync();
        await using var index = await server.StartIndexAsync();
        await CreateAsync(index);
        server.Milvus.Fail("Search", 1, new MilvusStatus { Code = code, ErrorCode = legacy, Reason = "the reason" });

        var status = await index.FailsAsync(_ => index.SearchAsync("c", [1, 2, 3, 4], 1));

        status.StatusCode.Should().Be(expected);
        status.Detail.Should().Contain("the reason");
        server.Milvus.Calls["Search"].Should().Be(1);
    }

    [Fact]
    public async Task A_dropped_connection_is_made_again()
    {
        await using var server = await ScriptedMilvusServer.StartAsync();
        await using var index = await server.StartIndexAsync();
        await CreateAsync(index);
        server.Milvus.Drop("Upsert");
        server.Milvus.Drop("Query");

        await index.UpsertAsync("c", [.. Mapping.ToMessages(Vectors.Batch(1, 10, 4))]);

        (await index.CountAsync("c")).Should().Be(10);
        server.Milvus.Calls["Upsert"].Should().Be(2);
    }

    [Fact]
    public async Task Loading_is_waited_for_and_done_again_when_the_server_forgot()
    {
        await using var server = await ScriptedMilvusServer.StartAsync();
        server.Milvus.PollsUntilLoaded = 3;
        await using var index = await server.StartIndexAsync();
        await CreateAsync(index);
        server.Milvus.Calls["GetLoadState"].Should().Be(4);
        await index.UpsertAsync("c", [.. Mapping.ToMessages(Vectors.Batch(1, 10, 4))]);

        server.Milvus.Release();

        (await index.SearchAsync("c", [1, 2, 3, 4], 3)).Should().HaveCount(3);
        server.Milvus.Calls["LoadCollection"].Should().Be(2);
    }

    [Fact]
    public async Task Loading_that_never_ends_is_given_up()
    {
        await using var server = await ScriptedMilvusServer.StartAsync();
        server.Milvus.PollsUntilLoaded = int.MaxValue;
        await using var index = await server.StartIndexAsync(("LoadTimeout", "00:00:00.3"));

        var status = await index.FailsAsync(_ => CreateAsync(index));

        status.Should().Match<Grpc.Core.Status>(s => s.StatusCode == StatusCode.Unavailable && s.Detail.Contains("LoadTimeout") && s.Detail.Contains("50 %"));
    }

    [Fact]
    public async Task Writes_are_cut_to_what_the_server_takes()
    {
        await using var server = await ScriptedMilvusServer.StartAsync(maxMessageBytes: 32 << 10);
        await using var index = await server.StartIndexAsync(("MaxBatchBytes", "16384"));
        await CreateAsync(index, 64);

        await index.UpsertAsync("c", [.. Mapping.ToMessages(Vectors.Batch(1, 200, 64))]);

        (await index.CountAsync("c")).Should().Be(200);
        server.Milvus.WrittenRows.Should().HaveCountGreaterThan(3).And.OnlyContain(n => n <= 51);
        await using var careless = await server.StartIndexAsync(("MaxBatchBytes", "1000000"));
        var status = await careless.FailsAsync(_ => careless.UpsertAsync("c", [.. Mapping.ToMessages(Vectors.Batch(1, 200, 64))]));
        status.Should().Match<Grpc.Core.Status>(s => s.StatusCode == StatusCode.ResourceExhausted && s.Detail.Contains("MaxBatchBytes"));
    }

    [Fact]
    public async Task Credentials_database_and_identifier_go_along()
    {
        await using var server = await ScriptedMilvusServer.StartAsync();
        server.Milvus.Authorization = Convert.ToBase64String("root:Milvus"u8);
        await using var index = await server.StartIndexAsync(("User", "root"), ("Password", "Milvus"), ("Database", "bench"));

        await CreateAsync(index);

        server.Milvus.LastMetadata.GetValue("dbname").Should().Be("bench");
        server.Milvus.LastMetadata.GetValue("identifier").Should().Be("4711");
        server.Milvus.Authorization = Convert.ToBase64String("key"u8);
        await using var byToken = await server.StartIndexAsync(("Token", "key"));
        (await byToken.CountAsync("c")).Should().Be(0);
        await using var wrong = await server.StartIndexAsync(("User", "root"), ("Password", "wrong"));
        (await wrong.FailsAsync(_ => CreateAsync(wrong))).Should().Match<Grpc.Core.Status>(
            s => s.StatusCode == StatusCode.Unauthenticated && s.Detail.Contains("Index:Milvus:User") && !s.Detail.Contains("wrong"));
    }

    [Fact]
    public async Task Tls_with_an_authority_of_ones_own()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(System.Net.IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, new DateTimeOffset(2100, 1, 1, 0, 0, 0, TimeSpan.Zero));
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder["ca.pem"], certificate.ExportCertificatePem());
        await using var server = await ScriptedMilvusServer.StartAsync(certificate: certificate);
        await using var index = await server.StartIndexAsync(("CaCertificatePath", folder["ca.pem"]));

        await CreateAsync(index);

        await using var untrusting = await server.StartIndexAsync(("RetryTimeout", "00:00:00"));
        (await untrusting.FailsAsync(_ => CreateAsync(untrusting))).StatusCode.Should().BeOneOf(StatusCode.Internal, StatusCode.Unavailable);
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_named()
    {
        await using var index = await IndexService.StartAsync(settings: new Dictionary<string, string?>
        {
            ["Index:Milvus:Address"] = "http://127.0.0.1:1",
            ["Index:Milvus:RetryTimeout"] = "00:00:00.1",
        });

        var status = await index.FailsAsync(_ => CreateAsync(index));

        status.Should().Match<Grpc.Core.Status>(s => s.StatusCode == StatusCode.Unavailable && s.Detail.Contains("127.0.0.1:1") && s.Detail.Contains("Index:Milvus:Address"));
    }

    [Fact]
    public async Task Reads_are_strongly_consistent()
    {
        await using var server = await ScriptedMilvusServer.StartAsync();
        await using var index = await server.StartIndexAsync();
        await CreateAsync(index);
        await index.UpsertAsync("c", [.. Mapping.ToMessages(Vectors.Batch(1, 10, 4))]);
        await index.SearchAsync("c", [1, 2, 3, 4], 3);

        server.Milvus.ReadLevels.Should().NotBeEmpty().And.OnlyContain(l => l == ConsistencyLevel.Strong);
    }

    [Theory]
    [InlineData("HNSW", """{"M":8,"efConstruction":200}""", """{"ef":200}""")]
    [InlineData("IVF_FLAT", """{"nlist":1024}""", """{"nprobe":16}""")]
    [InlineData("AUTOINDEX", "{}", "{}")]
    public async Task Approximate_indexes_are_made_and_searched_by_option(string kind, string build, string search)
    {
        await using var server = await ScriptedMilvusServer.StartAsync();
        await using var index = await server.StartIndexAsync();
        var request = new Contracts.Index.V1.CreateCollectionRequest { Name = "c", Dimension = 4, Store = Store.Milvus, Parameters = { ["index"] = kind } };
        if (kind == "HNSW")
            request.Parameters["m"] = "8";
        await index.Client.CreateCollectionAsync(request);
        await index.UpsertAsync("c", [.. Mapping.ToMessages(Vectors.Batch(1, 10, 4))]);

        (await index.FailsAsync(_ => index.SearchAsync("c", [1, 2, 3, 4], 3))).StatusCode.Should().Be(StatusCode.FailedPrecondition);
        var ranking = await index.SearchAsync("c", new Index.Collections.QueryBatch(4, 1, [1, 2, 3, 4]), new SearchSettings { TopK = 3, Approximate = true });

        ranking[0].Should().HaveCount(3);
        var created = server.Milvus.LastIndex!.ExtraParams.ToDictionary(p => p.Key, p => p.Value);
        created.Should().Contain("index_type", kind).And.Contain("metric_type", "IP").And.Contain("params", build);
        server.Milvus.LastSearch!.SearchParams.ToDictionary(p => p.Key, p => p.Value).Should().Contain("params", search).And.Contain("topk", "3");
    }

    [Theory]
    [InlineData("index", "DISKANN")]
    [InlineData("m", "0")]
    [InlineData("nlist", "many")]
    [InlineData("colour", "red")]
    public async Task Unknown_parameters_are_refused(string name, string value)
    {
        await using var server = await ScriptedMilvusServer.StartAsync();
        await using var index = await server.StartIndexAsync();

        var status = await index.FailsAsync(c => c.CreateCollectionAsync(new Contracts.Index.V1.CreateCollectionRequest
        {
            Name = "c",
            Dimension = 4,
            Store = Store.Milvus,
            Parameters = { [name] = value },
        }));

        status.Should().Match<Grpc.Core.Status>(s => s.StatusCode == StatusCode.InvalidArgument && s.Detail.Contains(name));
    }

    private static async Task CreateAsync(IndexService index, int dimension = 4) =>
        await index.Client.CreateCollectionAsync(new Contracts.Index.V1.CreateCollectionRequest { Name = "c", Dimension = dimension, Store = Store.Milvus });
}
