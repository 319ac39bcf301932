using ImageSearchBench.Orchestrator.CaptionSets;

namespace ImageSearchBench.Orchestrator.Tests.CaptionSets;

public sealed class PhotoGrainTests
{
    [Fact]
    public void Near_photos_are_of_the_same_place_as_the_grain_has_it()
    {
        var one = new Photo("a") { Lat = 48.85837, Lon = 2.29448 };
        var near = new Photo("b") { Lat = 48.85840, Lon = 2.29460 };
        var far = new Photo("c") { Lat = 48.86060, Lon = 2.33760 };
        Grain(length: 7).PlaceOf(near).Should().Be(Grain(length: 7).PlaceOf(one));
        Grain(length: 7).PlaceOf(far).Should().NotBe(Grain(length: 7).PlaceOf(one));
        Grain(length: 4).PlaceOf(far).Should().Be(Grain(length: 4).PlaceOf(one));
    }

    [Fact]
    public void Without_coordinates_the_text_counts_whatever_its_case()
    {
        var grain = Grain();
        grain.PlaceOf(new Photo("a") { Place = " Harbour City" }).Should().Be(grain.PlaceOf(new Photo("b") { Place = "harbour city" }));
        grain.PlaceOf(new Photo("a") { Place = "港城" }).Should().NotBe(grain.PlaceOf(new Photo("b") { Place = "港" }));
        grain.PlaceOf(new Photo("a") { Place = " " }).Should().Be(0);
        grain.PlaceOf(new Photo("a")).Should().Be(0);
    }

    [Fact]
    public void With_the_grain_of_text_coordinates_do_not_count()
    {
        var grain = new PhotoGrain(PlaceGrain.Text, 5, TimeGrain.Hour);
        grain.PlaceOf(new Photo("a") { Lat = 1, Lon = 2 }).Should().Be(0);
        grain.PlaceText(new Photo("a") { Lat = 1, Lon = 2 }).Should().BeNull();
    }

    [Theory]
    [InlineData("2024-05-01T13:00:00", "2024-05-01T13:59:59", true, true)]
    [InlineData("2024-05-01T13:59:59", "2024-05-01T14:00:00", false, true)]
    [InlineData("2024-05-01T23:59:59", "2024-05-02T00:00:00", false, false)]
    [InlineData("2024-05-01T13:00:00+08:00", "2024-05-01T13:30:00-05:00", true, true)]
    [InlineData("2024-05-01", "2024-05-01 00:10", true, true)]
    public void Times_are_the_same_as_the_photos_own_clocks_showed_them(string one, string other, bool sameHour, bool sameDay)
    {
        (TimeOf(TimeGrain.Hour, one) == TimeOf(TimeGrain.Hour, other)).Should().Be(sameHour);
        (TimeOf(TimeGrain.Day, one) == TimeOf(TimeGrain.Day, other)).Should().Be(sameDay);
        TimeOf(TimeGrain.Day, one).Should().BePositive();
    }

    [Fact]
    public void An_unknown_time_is_no_time() => Grain().TimeOf(new Photo("a")).Should().Be(0);

    [Fact]
    public void A_dataset_tells_a_place_no_finer_than_the_grain()
    {
        Grain(length: 5).PlaceText(new Photo("a") { Lat = 42.605, Lon = -5.603 }).Should().Be("ezs42");
        Grain(length: 5).PlaceText(new Photo("a") { Lat = 42.605, Lon = -5.603, Place = "León" }).Should().Be("León");
    }

    private static PhotoGrain Grain(int length = 5) => new(PlaceGrain.Geohash, length, TimeGrain.Hour);

    private static int TimeOf(TimeGrain grain, string time) => new PhotoGrain(PlaceGrain.Geohash, 5, grain).TimeOf(new Photo("a") { Time = time });
}
