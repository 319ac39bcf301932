using ImageSearchBench.QueryGeneration.Topics;

namespace ImageSearchBench.QueryGeneration.Tests.Topics;

public sealed class TopicPoolTests
{
    private readonly TopicPool _pool = new();

    public TopicPoolTests()
    {
        _pool.Seed("食物", ["饺子", "汉堡"], []);
        _pool.Seed("地点", ["教堂", "瀑布"], []);
    }

    [Fact]
    public void A_known_topic_gets_its_new_objects()
    {
        var (topic, placement, added) = _pool.Place("食物", ["饺子", "面条", "面条"]);

        (topic.Name, placement).Should().Be(("食物", TopicPlacement.KnownTopic));
        added.Should().Equal("面条");
        topic.Generated.Should().Equal("面条");
    }

    [Fact]
    public void A_new_topic_with_a_known_object_is_that_topic_by_another_name()
    {
        var (topic, placement, added) = _pool.Place("美食", ["米饭", "汉堡", "寿司"]);

        (topic.Name, placement).Should().Be(("食物", TopicPlacement.KnownObject));
        added.Should().Equal("米饭", "寿司");
        _pool.Topics.Should().HaveCount(2);
    }

    [Fact]
    public void Of_two_topics_that_know_objects_the_one_that_knows_more_gets_them()
    {
        var (topic, _, added) = _pool.Place("风景", ["饺子", "教堂", "瀑布", "湖"]);

        topic.Name.Should().Be("地点");
        added.Should().Equal("湖");
    }

    [Fact]
    public void Otherwise_it_is_a_new_topic()
    {
        var (topic, placement, _) = _pool.Place("动物", ["猫", "狗"]);

        placement.Should().Be(TopicPlacement.NewTopic);
        _pool.Topics[^1].Should().BeSameAs(topic);
    }
}
