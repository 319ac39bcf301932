using System.Globalization;
using System.Text;
using FsCheck.Xunit;
using ImageSearchBench.Evaluator.Score.Input;

namespace ImageSearchBench.Evaluator.Tests.Score;

public sealed class InputTests
{
    [Property(MaxTest = 1000)]
    public void Fields_are_those_between_blanks_for_lines_of_any_length(byte[]? bytes)
    {
        // Mostly letters, with blanks of every kind.
        byte[] line = [.. (bytes ?? []).Concat(bytes ?? []).Select(b => b % 5 == 0 ? " \t\v\f\r"u8[b % 5] : b % 7 == 0 ? (byte)' ' : (byte)('!' + b % 90))];
        var expected = Encoding.ASCII.GetString(line).Split([' ', '\t', '\v', '\f', '\r'], StringSplitOptions.RemoveEmptyEntries);

        var fields = new TextFields(line);
        var found = new List<string>();
        while (fields.Next(out var field))
            found.Add(Encoding.ASCII.GetString(field));

        found.Should().Equal(expected);
        fields.AtEnd.Should().BeTrue();
    }

    [Property(MaxTest = 2000)]
    public void Numbers_are_read_to_the_last_bit(double value)
    {
        foreach (var format in new[] { "R", "F6", "E17", "G15" })
        {
            var text = value.ToString(format, CultureInfo.InvariantCulture);
            var isNumber = !double.IsNaN(value);
            if (double.IsInfinity(value))
                continue;
            Numbers.TryReal(Encoding.ASCII.GetBytes(text), out var read).Should().Be(isNumber, text);
            if (isNumber)
                BitConverter.DoubleToInt64Bits(read).Should().Be(BitConverter.DoubleToInt64Bits(double.Parse(text, CultureInfo.InvariantCulture)), text);
        }
    }

    [Theory]
    [InlineData("1e400", double.PositiveInfinity)]
    [InlineData("+2.5E2", 250)]
    [InlineData(".5", 0.5)]
    [InlineData("-1e-3", -0.001)]
    [InlineData("123456789012345678901234567890", 1.2345678901234568e29)]
    public void Odd_numbers_are_numbers(string text, double value)
    {
        Numbers.TryReal(Encoding.ASCII.GetBytes(text), out var read).Should().BeTrue();
        read.Should().Be(value);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData(".")]
    [InlineData("1.2.3")]
    [InlineData("nan")]
    [InlineData("abc")]
    [InlineData("1,5")]
    [InlineData("0x10")]
    [InlineData("1 ")]
    public void Garbage_is_no_number(string text) => Numbers.TryReal(Encoding.ASCII.GetBytes(text), out _).Should().BeFalse();

    [Property(MaxTest = 200)]
    public void A_table_of_ids_is_a_dictionary(string[]? texts)
    {
        var table = new IdTable(1);
        var expected = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var round = 0; round < 2; round++)
        {
            table.Clear();
            expected.Clear();
            foreach (var text in (texts ?? []).Select(t => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(t ?? ""))))
            {
                var bytes = Encoding.UTF8.GetBytes(text);
                var added = table.TryAdd(bytes, IdHash.Of(bytes), out var index);
                added.Should().Be(expected.TryAdd(text, expected.Count));
                index.Should().Be(expected[text]);
                table.Find(bytes, IdHash.Of(bytes)).Should().Be(index);
            }
        }

        table.Find("not there at all"u8, IdHash.Of("not there at all"u8)).Should().Be(-1);
    }
}
