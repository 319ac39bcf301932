using FsCheck.Xunit;
using ImageSearchBench.Encoder.Inference;
using ImageSearchBench.Encoder.Models.Onnx;

namespace ImageSearchBench.Encoder.Tests.Inference;

/// <summary>Texts that begin alike have one row for each token of their common beginning.</summary>
public sealed class SharedRowsTests
{
    [Fact]
    public void Common_beginnings_are_computed_once()
    {
        var rows = new SharedRows(12, 3);
        rows.Plan([[1, 5, 6, 2], [1, 5, 7, 2], [1, 5, 6, 2]], 4);
        rows.Count.Should().Be(6);
        Numbers(rows, RowInputs.Rows).Should().Equal(0, 1, 2, 3, 6, 7);
        Numbers(rows, RowInputs.Places).Should().Equal(0, 1, 2, 3, 0, 1, 4, 5, 0, 1, 2, 3);
        Numbers(rows, RowInputs.EndRows).Should().Equal(3, 5, 3);
        Numbers(rows, RowInputs.EndPlaces).Should().Equal(3, 7, 11);
        Numbers(rows, RowInputs.Texts).Should().Equal(0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2);
    }

    [Fact]
    public void The_same_token_elsewhere_is_another_row()
    {
        var rows = new SharedRows(6, 2);
        rows.Plan([[1, 9, 9], [9, 1, 9]], 3);
        rows.Count.Should().Be(6);
    }

    [Fact]
    public void What_fills_a_text_up_has_the_row_of_its_end()
    {
        var rows = new SharedRows(10, 2);
        rows.Plan([[1, 5, 2], [1, 2]], 5);
        Numbers(rows, RowInputs.Places).Should().Equal(0, 1, 2, 2, 2, 0, 3, 3, 3, 3);
        Numbers(rows, RowInputs.EndPlaces).Should().Equal(2, 6);
    }

    [Property(MaxTest = 300)]
    public void Each_beginning_has_one_row_and_each_place_the_row_of_its_beginning(int seed)
    {
        var random = new Random(seed);
        var length = random.Next(1, 9);
        int[][] texts = [.. Enumerable.Range(0, random.Next(1, 12)).Select(_ => Enumerable.Range(0, random.Next(1, length + 1)).Select(_ => random.Next(3)).ToArray())];
        var rows = new SharedRows(12 * 8, 12);
        // A plan leaves nothing behind for the next.
        rows.Plan([[2, 2, 2]], 3);
        rows.Plan(texts, length);

        string Beginning(int text, int at) => string.Join(' ', texts[text].Take(at + 1));
        rows.Count.Should().Be(texts.SelectMany((t, i) => t.Select((_, at) => Beginning(i, at))).Distinct().Count());
        var (computed, places) = (Numbers(rows, RowInputs.Rows), Numbers(rows, RowInputs.Places));
        computed.Should().HaveCount(rows.Count);
        for (var place = 0; place < texts.Length * length; place++)
        {
            var source = (int)computed[places[place]];
            Beginning(source / length, source % length).Should().Be(Beginning(place / length, place % length));
        }

        for (var text = 0; text < texts.Length; text++)
        {
            Numbers(rows, RowInputs.EndPlaces)[text].Should().Be(text * length + texts[text].Length - 1);
            Numbers(rows, RowInputs.EndRows)[text].Should().Be(places[text * length + texts[text].Length - 1]);
        }
    }

    private static long[] Numbers(SharedRows rows, string input)
    {
        using var tensor = rows.AsTensor(input);
        return tensor.GetTensorDataAsSpan<long>().ToArray();
    }
}
