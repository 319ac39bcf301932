using ImageSearchBench.Contracts.Index.V1;
using ImageSearchBench.Index.Tests.Milvus;

namespace ImageSearchBench.Index.Tests.Contract;

/// <summary>The Milvus store keeps the contract on a real server with Milvus' own core.</summary>
public sealed class MilvusCoreContractTests(MilvusCoreServer server) : ContractTests, IClassFixture<MilvusCoreServer>
{
    private protected override Store Store => Store.Milvus;

    private protected override string LacksListsAndAliases => "This server knows no aliases, and ends when it is asked to show its collections.";

    private protected override string? Lacks(string id) =>
        id.Contains('"', StringComparison.Ordinal) ? "This server's own Upsert fails on ids with a double quote." : null;

    private protected override async Task<IndexService> StartAsync()
    {
        Assert.SkipUnless(server.Unavailable is null, server.Unavailable ?? "");
        return await IndexService.StartAsync(settings: new Dictionary<string, string?>
        {
            ["Index:Milvus:Address"] = server.Address,
            ["Index:Milvus:PageRows"] = "100",
        });
    }
}
