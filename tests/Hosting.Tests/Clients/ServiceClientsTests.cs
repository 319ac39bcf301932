using Grpc.Core;
using ImageSearchBench.Contracts.Evaluator.V1;
using ImageSearchBench.Hosting.Clients;
using ImageSearchBench.Hosting.Errors;
using Microsoft.Extensions.DependencyInjection;

namespace ImageSearchBench.Hosting.Tests.Clients;

public sealed class ServiceClientsTests
{
    [Fact]
    public async Task Every_call_has_a_deadline()
    {
        var script = new ScriptedEvaluator.Script();
        await using var host = await ScriptedHost.StartAsync(script);
        var before = TimeProvider.System.GetUtcNow();

        await host.Client().ListMeasuresAsync(new ListMeasuresRequest());
        using (var call = host.Client().Evaluate())
            await call.ResponseStream.MoveNext(CancellationToken.None);

        script.Deadlines[0].Should().BeCloseTo(before.UtcDateTime.AddMinutes(5), TimeSpan.FromMinutes(1));
        script.Deadlines[1].Should().BeCloseTo(before.UtcDateTime.AddDays(7), TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task A_callers_own_deadline_stays()
    {
        var script = new ScriptedEvaluator.Script();
        await using var host = await ScriptedHost.StartAsync(script);
        var deadline = TimeProvider.System.GetUtcNow().UtcDateTime.AddSeconds(90);

        await host.Client().ListMeasuresAsync(new ListMeasuresRequest(), deadline: deadline);

        script.Deadlines[0].Should().BeCloseTo(deadline, TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task A_unary_call_that_finds_nobody_is_tried_again()
    {
        var script = new ScriptedEvaluator.Script
        {
            OnUnary = (attempt, _) => attempt < 3 ? throw new BenchException(ErrorKind.Unavailable, "starting") : Task.CompletedTask,
        };
        await using var host = await ScriptedHost.StartAsync(script);

        var answer = await host.Client().ListMeasuresAsync(new ListMeasuresRequest());

        answer.Measures.Should().ContainSingle();
        script.Deadlines.Should().HaveCount(3);
    }

    [Theory]
    [InlineData(ErrorKind.Internal)]
    [InlineData(ErrorKind.ResourceExhausted)]
    public async Task Other_failures_are_not_tried_again(ErrorKind kind)
    {
        var script = new ScriptedEvaluator.Script { OnUnary = (_, _) => throw new BenchException(kind, "no") };
        await using var host = await ScriptedHost.StartAsync(script);

        await Assert.ThrowsAsync<RpcException>(async () => await host.Client().ListMeasuresAsync(new ListMeasuresRequest()));

        script.Deadlines.Should().ContainSingle();
    }

    [Fact]
    public async Task A_stream_is_not_tried_again()
    {
        var script = new ScriptedEvaluator.Script { OnStream = (_, _) => throw new BenchException(ErrorKind.Unavailable, "starting") };
        await using var host = await ScriptedHost.StartAsync(script);
        using var call = host.Client().Evaluate();

        await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext(CancellationToken.None));

        script.Deadlines.Should().ContainSingle();
    }

    [Fact]
    public async Task A_missing_address_says_which_setting_to_make()
    {
        await using var host = await ScriptedHost.StartAsync(new ScriptedEvaluator.Script());

        var failure = Assert.Throws<BenchException>(() => host.Services.GetRequiredService<EvaluatorService.EvaluatorServiceClient>());

        failure.Message.Should().Contain("Services__Evaluator");
    }
}
