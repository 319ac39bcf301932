using System.Text;
using FsCheck.Xunit;
using ImageSearchBench.Index.Embedded;
using ImageSearchBench.Testing;

namespace ImageSearchBench.Index.Tests.Embedded;

public sealed class IdMapTests
{
    [Property(MaxTest = 20)]
    public void It_does_what_a_dictionary_does(int seed)
    {
        const int Rows = 5000;
        using var folder = new TemporaryFolder();
        var segment = Segment.Create(folder.Path, 1, 1, 16, Rows);
        try
        {
            var random = new Random(seed);
            var map = new IdMap([segment]);
            var expected = new Dictionary<string, int>(StringComparer.Ordinal);
            for (var row = 0; row < Rows; row++)
            {
                var id = $"id{random.Next(1500)}";
                var bytes = Encoding.UTF8.GetBytes(id);
                segment.AddRow(1, bytes, 0);
                if (random.Next(3) == 0)
                {
                    (map.Remove(bytes)?.Row).Should().Be(expected.Remove(id, out var there) ? there : null);
                    continue;
                }

                var before = map.Set(bytes, new RowAddress(0, row));
                (before?.Row).Should().Be(expected.TryGetValue(id, out var old) ? old : null);
                expected[id] = row;
            }

            map.Count.Should().Be(expected.Count);
            for (var i = 0; i < 1500; i++)
                (map.Get(Encoding.UTF8.GetBytes($"id{i}"))?.Row).Should().Be(expected.TryGetValue($"id{i}", out var row) ? row : null);
        }
        finally
        {
            segment.Release();
        }
    }
}
