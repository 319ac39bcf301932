using Google.Rpc;
using Grpc.Core;
using ImageSearchBench.Contracts.Evaluator.V1;
using ImageSearchBench.Hosting.Errors;

namespace ImageSearchBench.Hosting.Tests.Errors;

public sealed class ErrorInterceptorTests
{
    [Fact]
    public async Task A_domain_failure_reaches_the_caller_with_its_field()
    {
        var script = new ScriptedEvaluator.Script { OnUnary = (_, _) => throw BenchException.Invalid("measures: 'P@x' is unknown", "measures") };
        await using var host = await ScriptedHost.StartAsync(script);

        var failure = await Assert.ThrowsAsync<RpcException>(async () => await host.Client().ListMeasuresAsync(new ListMeasuresRequest()));

        failure.StatusCode.Should().Be(StatusCode.InvalidArgument);
        failure.Status.Detail.Should().Be("measures: 'P@x' is unknown");
        failure.GetRpcStatus()!.GetDetail<BadRequest>().FieldViolations[0].Field.Should().Be("measures");
    }

    [Fact]
    public async Task An_unforeseen_fault_of_a_stream_is_internal_and_tells_nothing()
    {
        var script = new ScriptedEvaluator.Script { OnStream = (_, _) => throw new InvalidOperationException("secret") };
        await using var host = await ScriptedHost.StartAsync(script);
        using var call = host.Client().Evaluate();

        var failure = await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext(CancellationToken.None));

        failure.StatusCode.Should().Be(StatusCode.Internal);
        failure.Status.Detail.Should().NotContain("secret");
    }

    [Fact]
    public async Task A_caller_that_goes_away_cancels_the_call()
    {
        var (arrived, cancelled) = (new TaskCompletionSource(), new TaskCompletionSource());
        var script = new ScriptedEvaluator.Script
        {
            OnUnary = async (_, token) =>
            {
                arrived.SetResult();
                try
                {
                    await Task.Delay(Timeout.Infinite, token);
                }
                finally
                {
                    cancelled.SetResult();
                }
            },
        };
        await using var host = await ScriptedHost.StartAsync(script);
        using var stop = new CancellationTokenSource();
        var call = host.Client().ListMeasuresAsync(new ListMeasuresRequest(), cancellationToken: stop.Token);
        await arrived.Task.WaitAsync(TimeSpan.FromSeconds(30));
        cancelled.Task.IsCompleted.Should().BeFalse();
        await stop.CancelAsync();

        var failure = await Assert.ThrowsAsync<RpcException>(async () => await call);

        failure.StatusCode.Should().Be(StatusCode.Cancelled);
        await cancelled.Task.WaitAsync(TimeSpan.FromSeconds(30));
    }
}
