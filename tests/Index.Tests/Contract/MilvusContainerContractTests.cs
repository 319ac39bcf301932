using ImageSearchBench.Contracts.Index.V1;
using ImageSearchBench.Index.Tests.Milvus;

namespace ImageSearchBench.Index.Tests.Contract;

/// <summary>The Milvus store keeps the contract on the real image, where Docker is present.</summary>
public sealed class MilvusContainerContractTests(MilvusContainer container) : ContractTests, IClassFixture<MilvusContainer>
{
    private protected override Store Store => Store.Milvus;

    private protected override async Task<IndexService> StartAsync()
    {
        Assert.SkipUnless(container.Unavailable is null, container.Unavailable ?? "");
        return await IndexService.StartAsync(settings: new Dictionary<string, string?> { ["Index:Milvus:Address"] = container.Address });
    }
}
