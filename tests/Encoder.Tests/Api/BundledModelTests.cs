using ImageSearchBench.Contracts.Encoder.V1;
using ImageSearchBench.Testing;

namespace ImageSearchBench.Encoder.Tests.Api;

/// <summary>The models that come with the product are admitted, and their goldens hold on this machine.</summary>
public sealed class BundledModelTests
{
    [Theory]
    [InlineData("scenes-small")]
    [InlineData("scenes-tiny")]
    public async Task Its_goldens_hold(string name)
    {
        await using var service = await TinyService.StartAsync();
        var model = await service.AddAsync(Path.Combine(Repository.Samples, "models", name));
        model.Name.Should().Be(name);
        model.License.Should().NotBeEmpty();
        var checks = (await service.Client.VerifyModelAsync(new VerifyModelRequest { Name = name })).Checks;
        checks.Should().Contain(c => c.EndsWith("token ids as the reference's", StringComparison.Ordinal));
        checks.Should().Contain(c => c.EndsWith("first numbers as the reference's", StringComparison.Ordinal));
        var response = await service.Client.EncodeTextsAsync(new EncodeTextsRequest { Model = name, Texts = { "a photo of a dog", "一只狗" } });
        response.Outcomes.Should().OnlyContain(o => o.Embedding.Values.Count == model.Dimension);
    }
}
