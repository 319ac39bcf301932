using ImageSearchBench.Contracts.Index.V1;
using ImageSearchBench.Index.Tests.Milvus;

namespace ImageSearchBench.Index.Tests.Contract;

/// <summary>The Milvus store keeps the contract on a server that has all of Milvus' interface, aliases and lists too.</summary>
public sealed class ScriptedMilvusContractTests : ContractTests, IAsyncLifetime
{
    private ScriptedMilvusServer? _server;

    private protected override Store Store => Store.Milvus;

    public async ValueTask InitializeAsync() => _server = await ScriptedMilvusServer.StartAsync();

    public async ValueTask DisposeAsync() => await _server!.DisposeAsync();

    private protected override Task<IndexService> StartAsync() => _server!.StartIndexAsync(("PageRows", "100"));
}
