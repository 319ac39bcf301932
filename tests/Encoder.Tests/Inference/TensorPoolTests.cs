using ImageSearchBench.Encoder.Inference;
using ImageSearchBench.Hosting.Errors;

namespace ImageSearchBench.Encoder.Tests.Inference;

/// <summary>How many tensors there are, who gets one next, what giving up leaves behind.</summary>
public sealed class TensorPoolTests
{
    [Fact]
    public async Task Who_finds_none_waits_for_the_next_that_comes_back()
    {
        using var pool = new TensorPool(length: 3, count: 2);
        var first = await pool.RentAsync(TestContext.Current.CancellationToken);
        var second = await pool.RentAsync(TestContext.Current.CancellationToken);
        second.Tensor.Should().HaveCount(3).And.NotBeSameAs(first.Tensor);
        var third = pool.RentAsync(TestContext.Current.CancellationToken);
        third.IsCompleted.Should().BeFalse();
        first.Dispose();
        (await third).Tensor.Should().BeSameAs(first.Tensor);
    }

    [Fact]
    public async Task Who_gives_up_waiting_takes_none()
    {
        using var pool = new TensorPool(length: 3, count: 1);
        var only = await pool.RentAsync(TestContext.Current.CancellationToken);
        using var stop = new CancellationTokenSource();
        var given = pool.RentAsync(stop.Token);
        await stop.CancelAsync();
        await given.Invoking(g => g).Should().ThrowAsync<OperationCanceledException>();
        only.Dispose();
        pool.RentAsync(TestContext.Current.CancellationToken).IsCompletedSuccessfully.Should().BeTrue();
    }

    [Fact]
    public async Task Who_waits_when_the_model_goes_is_told_and_what_is_on_loan_may_come_back()
    {
        var pool = new TensorPool(length: 3, count: 1);
        var only = await pool.RentAsync(TestContext.Current.CancellationToken);
        var waiting = pool.RentAsync(TestContext.Current.CancellationToken);
        pool.Dispose();
        (await waiting.Invoking(w => w).Should().ThrowAsync<BenchException>()).Which.Kind.Should().Be(ErrorKind.Unavailable);
        only.Invoking(o => o.Dispose()).Should().NotThrow();
    }
}
