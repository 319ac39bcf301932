using ImageSearchBench.Index.Collections;
using ImageSearchBench.Index.Milvus;
using Microsoft.Extensions.Options;

namespace ImageSearchBench.Index.Tests;

public sealed class IndexOptionsTests
{
    [Fact]
    public void Defaults_are_the_documented_ones()
    {
        new IndexOptions().Should().BeEquivalentTo(new
        {
            DataPath = Path.Combine("isb-data", "index"),
            SearchThreads = 0,
            ConcurrentSearches = 4,
            DefaultStore = StoreKind.Embedded,
            SegmentBytes = 128 << 20,
        });
        new MilvusOptions().Should().BeEquivalentTo(new
        {
            Address = (string?)null,
            CallTimeout = TimeSpan.FromSeconds(60),
            RetryTimeout = TimeSpan.FromSeconds(30),
            LoadTimeout = TimeSpan.FromMinutes(10),
            MaxBatchBytes = 16 << 20,
            MaxResultBytes = 32 << 20,
            PageRows = 1000,
        });
    }

    [Theory]
    [InlineData("Index:SearchThreads", "-1")]
    [InlineData("Index:SegmentBytes", "10")]
    [InlineData("Index:Milvus:MaxBatchBytes", "100000000")]
    [InlineData("Index:Milvus:Address", "milvus")]
    public async Task Wrong_settings_fail_at_the_start(string name, string value)
    {
        var start = () => IndexService.StartAsync(settings: new Dictionary<string, string?> { [name] = value });

        (await start.Should().ThrowAsync<OptionsValidationException>()).WithMessage($"*{name.Split(':')[^1]}*");
    }
}
