using ImageSearchBench.Contracts.Index.V1;

namespace ImageSearchBench.Index.Tests.Contract;

/// <summary>The embedded store keeps the contract.</summary>
public sealed class EmbeddedContractTests : ContractTests
{
    private protected override Store Store => Store.Embedded;

    private protected override Task<IndexService> StartAsync() => IndexService.StartAsync();
}
