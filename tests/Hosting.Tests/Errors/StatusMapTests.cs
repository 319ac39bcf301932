using Google.Rpc;
using Grpc.Core;
using ImageSearchBench.Hosting.Errors;

namespace ImageSearchBench.Hosting.Tests.Errors;

public sealed class StatusMapTests
{
    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_failure_survives_the_way_to_a_status_and_back(ErrorKind kind)
    {
        var there = StatusMap.ToStatus(new BenchException(kind, "file x: broken; replace it", "images"));
        var back = StatusMap.FromRpc(there.ToRpcException());

        back.Kind.Should().Be(kind);
        back.Message.Should().Be("file x: broken; replace it");
        back.Field.Should().Be("images");
    }

    public static TheoryData<ErrorKind> Kinds() => new(Enum.GetValues<ErrorKind>());

    [Fact]
    public void A_status_names_reason_domain_and_field()
    {
        var status = StatusMap.ToStatus(BenchException.Invalid("too small", "top_k"));

        status.GetDetail<ErrorInfo>().Should().BeEquivalentTo(new ErrorInfo { Domain = "imagesearchbench", Reason = "INVALID_ARGUMENT" });
        status.GetDetail<BadRequest>().FieldViolations.Should().ContainSingle().Which.Field.Should().Be("top_k");
    }

    [Fact]
    public void An_unforeseen_fault_tells_nothing()
    {
        var status = StatusMap.ToStatus(new InvalidOperationException("password=secret"));

        status.Code.Should().Be((int)StatusCode.Internal);
        status.Message.Should().NotContain("secret");
    }
}
