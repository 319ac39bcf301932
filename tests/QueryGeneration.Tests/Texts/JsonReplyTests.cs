using FsCheck;
using FsCheck.Xunit;
using ImageSearchBench.QueryGeneration.Texts;

namespace ImageSearchBench.QueryGeneration.Tests.Texts;

public sealed class JsonReplyTests
{
    private sealed record Answer(string Reason, int? Grade);

    [Theory]
    [InlineData("{\"reason\": \"ok\", \"grade\": 2}", 2)]
    [InlineData("Sure:\n```json\n{\"reason\": \"a } b\", \"grade\": 3}\n```\nDone.", 3)]
    [InlineData("<think>{\"reason\": \"no\", \"grade\": 0}</think>{\"reason\": \"yes\", \"grade\": 1}", 1)]
    [InlineData("Use { to open. {\"reason\": \"x\", \"grade\": 1}", 1)]
    [InlineData("{\"reason\": \"x\", \"grade\": \"2\"}", 2)]
    [InlineData("{\"reason\": \"x\", \"grade\": null}", null)]
    public void The_object_is_found(string reply, int? grade)
    {
        JsonReply.TryRead<Answer>(reply, out var answer).Should().BeTrue();
        answer!.Grade.Should().Be(grade);
    }

    [Theory]
    [InlineData("no JSON at all")]
    [InlineData("{\"reason\": \"x\"}")]
    [InlineData("{\"grade\": 1}")]
    [InlineData("{\"reason\": null, \"grade\": 1}")]
    [InlineData("{\"reason\": \"x\", \"grade\": \"high\"}")]
    [InlineData("{\"reason\": \"x\", \"grade\": 2")]
    [InlineData("<think>{\"reason\": \"x\", \"grade\": 2}")]
    public void What_is_not_whole_is_no_answer(string reply) => JsonReply.TryRead<Answer>(reply, out _).Should().BeFalse();

    [Property]
    public void No_reply_breaks_it(NonNull<string> reply) => JsonReply.TryRead<Answer>(reply.Get, out _);
}
