using ImageSearchBench.Orchestrator.CaptionSets;

namespace ImageSearchBench.Orchestrator.Tests.CaptionSets;

public sealed class GeohashTests
{
    // Published examples: geohash.org, Wikipedia, and the documentation of the Node and Python libraries.
    [Theory]
    [InlineData(57.64911, 10.40744, "u4pruydqqvj")]
    [InlineData(42.605, -5.603, "ezs42")]
    [InlineData(-25.382708, -49.265506, "6gkzwgjzn820")]
    [InlineData(37.8324, 112.5584, "ww8p1r4t8")]
    public void Cells_have_their_known_names(double lat, double lon, string name) =>
        Geohash.Encode(lat, lon, name.Length).Should().Be(name);

    [Fact]
    public void A_shorter_name_is_the_beginning_of_a_longer_one()
    {
        var full = Geohash.Encode(22.33596, 114.13011, Geohash.MaxLength);
        for (var length = 1; length < Geohash.MaxLength; length++)
            Geohash.Encode(22.33596, 114.13011, length).Should().Be(full[..length]);
    }

    [Theory]
    [InlineData(90, 180)]
    [InlineData(-90, -180)]
    public void The_ends_of_the_earth_have_cells(double lat, double lon) => Geohash.Encode(lat, lon, 12).Should().HaveLength(12);
}
