using Google.Protobuf;
using Grpc.Core;
using ImageSearchBench.Contracts.QueryGeneration.V1;
using ImageSearchBench.QueryGeneration.Tests.Harness;
using ImageSearchBench.Testing.LanguageModels;
using NetVips;

namespace ImageSearchBench.QueryGeneration.Tests.Captions;

public sealed class GenerateCaptionsTests
{
    private const string Good = "一只白色的小狗在绿色的草地上追一个红色的球，远处有几棵大树";

    [Fact]
    public async Task Images_are_captioned_shrunk_and_cleaned()
    {
        await using var deployment = await Deployment.StartAsync(_ => ScriptedReply.Text($"这张图片展示了{Good}。"), ("QueryGeneration:MaxImageSide", "100"));

        var outcomes = await CaptionAsync(deployment, SampleImages.Jpeg(1, side: 400), SampleImages.Jpeg(2));

        outcomes.Should().HaveCount(2);
        outcomes["0"].Caption.Text.Should().Be(Good + "。");
        outcomes["0"].Caption.Provenance.Should().BeEquivalentTo(new { Model = "scripted", Prompt = "caption.zh@1", Attempts = 1, InputTokens = 100L, Cached = false });
        var request = deployment.Server.Requests.First(r => r.System.Contains("40个字", StringComparison.Ordinal));
        request.Image.Should().StartWith("data:image/jpeg;base64,");
        using var sent = Image.NewFromBuffer(Convert.FromBase64String(request.Image.Split(',')[1]));
        Math.Max(sent.Width, sent.Height).Should().BeLessThanOrEqualTo(100);
        request.Body.GetProperty("temperature").GetDouble().Should().Be(0);
    }

    [Theory]
    [InlineData("抱歉，我无法查看这张图片。", "talks about itself")]
    [InlineData("A white dog runs after a red ball on the green grass", "not in 'zh'")]
    [InlineData("狗", "too short")]
    [InlineData("", "empty")]
    public async Task A_bad_caption_is_asked_for_again_and_fails_with_its_reason(string bad, string reason)
    {
        await using var mending = await Deployment.StartAsync(r => ScriptedReply.Text(r.Number == 1 ? bad : Good));
        var mended = (await CaptionAsync(mending, SampleImages.Jpeg(1)))["0"];
        mended.Caption.Text.Should().Be(Good);
        mended.Caption.Provenance.Attempts.Should().Be(2);
        mending.Server.Requests[1].Body.GetProperty("temperature").GetDouble().Should().BeGreaterThan(0, "the likeliest answer would be the same again");

        await using var failing = await Deployment.StartAsync(_ => ScriptedReply.Text(bad));
        var failed = (await CaptionAsync(failing, SampleImages.Jpeg(1)))["0"];
        failed.Error.Code.Should().Be((int)StatusCode.FailedPrecondition);
        failed.Error.Message.Should().Contain(reason);
        failing.Server.Requests.Should().HaveCount(3);
    }

    [Fact]
    public async Task A_caption_that_stays_too_long_is_cut_after_a_clause()
    {
        await using var deployment = await Deployment.StartAsync(_ => ScriptedReply.Text(string.Concat(Enumerable.Repeat(Good + "，", 4))));

        var caption = (await CaptionAsync(deployment, SampleImages.Jpeg(1)))["0"].Caption;

        caption.Cut.Should().BeTrue();
        caption.Text.Length.Should().BeLessThanOrEqualTo(66);
        caption.Text.Should().EndWith("大树");
    }

    [Fact]
    public async Task A_broken_image_costs_nothing_and_spares_its_neighbours()
    {
        await using var deployment = await Deployment.StartAsync(_ => ScriptedReply.Text(Good));

        var outcomes = await CaptionAsync(deployment, SampleImages.Jpeg(1), [1, 2, 3], SampleImages.Jpeg(2));

        outcomes["1"].Error.Code.Should().Be((int)StatusCode.InvalidArgument);
        outcomes.Values.Count(o => o.Caption is not null).Should().Be(2);
        deployment.Server.Requests.Should().HaveCount(2);
    }

    [Fact]
    public async Task The_first_request_says_how()
    {
        await using var deployment = await Deployment.StartAsync(_ => ScriptedReply.Text(Good), ("Roles:0", "Writer"));
        using var call = deployment.Client.GenerateCaptions(cancellationToken: TestContext.Current.CancellationToken);
        await call.RequestStream.WriteAsync(new GenerateCaptionsRequest { Context = Deployment.Context(language: "zh") });
        await call.RequestStream.CompleteAsync();

        var failure = await FluentActions.Awaiting(() => call.ResponseStream.MoveNext()).Should().ThrowAsync<RpcException>();
        failure.Which.StatusCode.Should().Be(StatusCode.FailedPrecondition);
        failure.Which.Status.Detail.Should().Contain("role Captioner");
    }

    private static async Task<Dictionary<string, CaptionOutcome>> CaptionAsync(Deployment deployment, params byte[][] images)
    {
        using var call = deployment.Client.GenerateCaptions(cancellationToken: TestContext.Current.CancellationToken);
        for (var i = 0; i < images.Length; i++)
        {
            var request = new GenerateCaptionsRequest { Items = { new CaptionItem { Id = $"{i}", Image = ByteString.CopyFrom(images[i]) } } };
            if (i == 0)
                request.Context = Deployment.Context(language: "zh");
            await call.RequestStream.WriteAsync(request);
        }

        await call.RequestStream.CompleteAsync();
        return (await call.ResponseStream.ReadAllAsync().ToListAsync()).ToDictionary(r => r.Outcome.Id, r => r.Outcome);
    }
}
