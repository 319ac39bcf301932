using System.Collections.Concurrent;
using ImageSearchBench.Encoder.Batching;
using ImageSearchBench.Encoder.Inference;
using ImageSearchBench.Encoder.Models;
using ImageSearchBench.Encoder.Tests.Fixtures;
using ImageSearchBench.Hosting.Errors;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.ML.OnnxRuntime;

namespace ImageSearchBench.Encoder.Tests.Batching;

/// <summary>What shares a run, what a fault touches, what giving up does.</summary>
public sealed class TowerWorkerTests : IDisposable
{
    private readonly RunGate _gate = new(1);
    private readonly EncoderMetrics _metrics = new();

    [Fact]
    public async Task What_waits_goes_together_by_length_oldest_first()
    {
        var tower = new RecordingTower();
        using var worker = Start(tower);
        await _gate.EnterAsync(TestContext.Current.CancellationToken);
        int[] lengths = [3, 5, 3, 3, 5, 7, 3, 3];
        var calls = lengths.Select((l, i) => worker.RunAsync([i], l, default)).ToArray();
        _gate.Leave();
        await Task.WhenAll(calls);
        tower.Batches.Should().BeEquivalentTo<int[]>([[0, 2, 3, 6], [1, 4], [5], [7]], o => o.WithStrictOrdering());
    }

    [Fact]
    public async Task Long_inputs_go_in_smaller_batches()
    {
        var tower = new RecordingTower();
        using var worker = Start(tower);
        await _gate.EnterAsync(TestContext.Current.CancellationToken);
        var calls = Enumerable.Range(0, 5).Select(i => worker.RunAsync([i], 77, default)).ToArray();
        _gate.Leave();
        await Task.WhenAll(calls);
        tower.Batches.Should().BeEquivalentTo<int[]>([[0, 1], [2, 3], [4]], o => o.WithStrictOrdering());
    }

    [Fact]
    public async Task Neighbours_in_the_towers_order_go_together_in_runs_of_equal_size()
    {
        var tower = new RecordingTower { Order = Comparer<int[]>.Create((a, b) => a[0].CompareTo(b[0])) };
        using var worker = Start(tower);
        await _gate.EnterAsync(TestContext.Current.CancellationToken);
        int[] inputs = [7, 3, 5, 1, 6, 2];
        var calls = inputs.Select(i => worker.RunAsync([i], 1, default)).ToArray();
        _gate.Leave();
        var vectors = await Task.WhenAll(calls);
        vectors.Select(v => (int)v.Vector[0]).Should().Equal(inputs);
        tower.Batches.Should().BeEquivalentTo<int[]>([[1, 2, 3], [5, 6, 7]], o => o.WithStrictOrdering());
    }

    [Fact]
    public async Task Little_is_shared_out_among_runs_that_go_on_side_by_side()
    {
        using var gate = new RunGate(2);
        var tower = new RecordingTower { Least = 2 };
        using var worker = new TowerWorker<int[]>(tower, gate, new TowerMeter(_metrics, "test", "text"), NullLogger.Instance);
        await gate.EnterAsync(TestContext.Current.CancellationToken);
        await gate.EnterAsync(TestContext.Current.CancellationToken);
        var calls = Enumerable.Range(0, 7).Select(i => worker.RunAsync([i], 1, default)).ToArray();
        gate.Leave();
        gate.Leave();
        await Task.WhenAll(calls);
        // Half of seven, half of three, one; not four and three.
        tower.Batches.Should().BeEquivalentTo<int[]>([[0, 1, 2, 3], [4, 5], [6]]);
    }

    [Fact]
    public async Task A_fault_stays_with_its_input()
    {
        using var worker = Start(new RecordingTower { Poison = 2 });
        await _gate.EnterAsync(TestContext.Current.CancellationToken);
        var calls = Enumerable.Range(0, 4).Select(i => worker.RunAsync([i], 1, default)).ToArray();
        _gate.Leave();
        for (var i = 0; i < 4; i++)
        {
            if (i == 2)
                (await calls[i].Invoking(c => c).Should().ThrowAsync<BenchException>()).Which.Kind.Should().Be(ErrorKind.Internal);
            else
                (await calls[i]).Vector.Should().Equal(i);
        }

        worker.IsAlive.Should().BeTrue();
    }

    [Fact]
    public async Task What_was_given_up_is_not_run()
    {
        var tower = new RecordingTower();
        using var worker = Start(tower);
        using var stop = new CancellationTokenSource();
        await _gate.EnterAsync(TestContext.Current.CancellationToken);
        var given = worker.RunAsync([0], 1, stop.Token);
        var kept = worker.RunAsync([1], 1, default);
        await stop.CancelAsync();
        _gate.Leave();
        await kept;
        await given.Invoking(g => g).Should().ThrowAsync<OperationCanceledException>();
        tower.Batches.Should().BeEquivalentTo<int[]>([[1]]);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_run_whose_callers_have_gone_is_cut_off()
    {
        using var options = new SessionOptions();
        var tower = new ImageTower(Fixture.PathOf("slow"), new ImageTowerSettings { File = "image.onnx", Size = Fixture.Size }, options, maxBatch: 4);
        using var worker = new TowerWorker<float[]>(tower, _gate, new TowerMeter(_metrics, "slow", "image"), NullLogger.Instance);
        var input = Enumerable.Repeat(0.5f, 3 * Fixture.Size * Fixture.Size).ToArray();
        for (var i = 0; i < 2; i++)
        {
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
            stop.CancelAfter(TimeSpan.FromMilliseconds(200));
            await worker.Invoking(w => w.RunAsync(input, 1, stop.Token)).Should().ThrowAsync<OperationCanceledException>();
        }
    }

    [Fact]
    public async Task As_many_runs_go_on_side_by_side_as_the_gate_has_places()
    {
        using var gate = new RunGate(2);
        using var both = new Barrier(2);
        using var worker = new TowerWorker<int[]>(new RecordingTower { Meeting = both }, gate, new TowerMeter(_metrics, "test", "text"), NullLogger.Instance);
        // Of two lengths: no run can hold both.
        var vectors = await Task.WhenAll(worker.RunAsync([4], 1, TestContext.Current.CancellationToken), worker.RunAsync([5], 2, TestContext.Current.CancellationToken));
        vectors.Select(v => v.Vector[0]).Should().Equal(4, 5);
        gate.Busy.Should().BePositive();
    }

    [Fact]
    public async Task A_worker_that_ends_fails_what_waits()
    {
        var worker = Start(new RecordingTower());
        await _gate.EnterAsync(TestContext.Current.CancellationToken);
        var running = worker.RunAsync([0], 1, default);
        var waiting = worker.RunAsync([1], 2, default);
        var ending = Task.Run(worker.Dispose);
        (await waiting.Invoking(w => w).Should().ThrowAsync<BenchException>()).Which.Kind.Should().Be(ErrorKind.Unavailable);
        _gate.Leave();
        await ending;
        worker.IsAlive.Should().BeFalse();
        await running.Invoking(r => r).Should().ThrowAsync<BenchException>();
    }

    public void Dispose()
    {
        _gate.Dispose();
        _metrics.Dispose();
    }

    private TowerWorker<int[]> Start(RecordingTower tower) => new(tower, _gate, new TowerMeter(_metrics, "test", "text"), NullLogger.Instance);

    private sealed class RecordingTower : ITower<int[]>
    {
        public IComparer<int[]>? Order { get; init; }

        public BatchSize BatchOf(int length) => length < 10 ? new(4, Least) : new(2, 2);

        public int Least { get; init; } = 4;

        public int Dimension => 1;

        public int Poison { get; init; } = -1;

        /// <summary>Where runs wait for each other.</summary>
        public Barrier? Meeting { get; init; }

        public ConcurrentQueue<int[]> Batches { get; } = [];

        public float[][] Run(IReadOnlyList<int[]> inputs, RunOptions options)
        {
            if (inputs.Any(i => i[0] == Poison))
                throw new InvalidOperationException("poison");
            if (Meeting?.SignalAndWait(TimeSpan.FromSeconds(30)) == false)
                throw new InvalidOperationException("Nobody else runs.");
            Batches.Enqueue([.. inputs.Select(i => i[0])]);
            return [.. inputs.Select(i => new float[] { i[0] })];
        }

        public void Dispose()
        {
        }
    }
}
