using ImageSearchBench.Orchestrator.Datasets;

namespace ImageSearchBench.Orchestrator.Tests.Datasets;

public sealed class ReadableIdsTests
{
    [Theory]
    [InlineData("Traffic  Light!", "traffic_light")]
    [InlineData("_dog_", "dog")]
    [InlineData("饺子 (dumpling)", "饺子_dumpling")]
    [InlineData("ÉTÉ 2024", "été_2024")]
    [InlineData("𝒳-ray", "𝒳_ray")]
    [InlineData("?!", "label")]
    [InlineData("", "label")]
    public void A_slug_keeps_letters_and_digits_of_any_script(string name, string slug) =>
        ReadableIds.Slug(name, "label").Should().Be(slug);

    [Fact]
    public void An_id_that_is_taken_gets_a_number()
    {
        var ids = new ReadableIds();

        new[] { "dog", "dog", "dog_2", "dog" }.Select(ids.Take).Should().Equal("dog", "dog_2", "dog_2_2", "dog_3");
    }
}
