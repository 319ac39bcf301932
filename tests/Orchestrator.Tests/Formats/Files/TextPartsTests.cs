using FsCheck.Xunit;
using ImageSearchBench.Orchestrator.Formats;
using ImageSearchBench.Orchestrator.Formats.Files;
using ImageSearchBench.Orchestrator.Formats.Ids;
using ImageSearchBench.Testing;

namespace ImageSearchBench.Orchestrator.Tests.Formats.Files;

public sealed class TextPartsTests
{
    [Property]
    public bool Base64_of_either_alphabet_with_or_without_padding_decodes(byte[] data)
    {
        if (data.Length == 0)
            return Base64Text.Decode([]) is null;
        var standard = Convert.ToBase64String(data);
        var urlSafe = standard.Replace('+', '-').Replace('/', '_');
        return Decodes(standard) && Decodes(urlSafe) && Decodes(urlSafe.TrimEnd('='));

        bool Decodes(string text) => Base64Text.Decode(System.Text.Encoding.ASCII.GetBytes(text))!.SequenceEqual(data);
    }

    [Property(MaxTest = 60)]
    public async Task Csv_fields_come_back(string[] values)
    {
        var fields = values.Where(v => v is not null).Select(v => string.Concat(v.Where(c => !char.IsSurrogate(c) && c != '\r'))).ToArray();
        if (fields.Length == 0 || fields is [""])
            return;
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder["a.csv"], CsvText.Line(fields.Select((_, i) => $"c{i}")) + "\n" + CsvText.Line(fields) + "\n");

        await using var csv = await CsvReader.OpenAsync(folder["a.csv"], new Strict(), CancellationToken.None);
        (await csv.ReadAsync(CancellationToken.None)).Should().BeTrue();

        fields.Select((_, i) => csv[$"c{i}"]).Should().Equal(fields);
    }

    [Property]
    public bool Image_files_of_different_ids_have_different_names_that_lead_nowhere(string? one, string? two)
    {
        if (string.IsNullOrEmpty(one) || string.IsNullOrEmpty(two))
            return true;
        var (first, second) = (ImageFileName.Of(one, ".jpg"), ImageFileName.Of(two, ".jpg"));
        return (first == second) == (one == two) && first.IndexOfAny(['/', '\\', '\0']) < 0 && first[0] != '.';
    }

    [Fact]
    public void Stable_ids_are_those_of_the_documentation_and_numbers_stay()
    {
        var ids = new StableId();
        ids.Note("q.1");
        ids.Note("12");
        // printf q.1 | sha256sum: the first 16 digits, shifted right by 11 bits.
        ids.Of("q.1").Should().Be((long)(System.Buffers.Binary.BinaryPrimitives.ReadUInt64BigEndian(System.Security.Cryptography.SHA256.HashData("q.1"u8)) >> 11));
        ids.Of("12").Should().NotBe(12);

        var numbers = new StableId();
        numbers.Note("7454547004");
        numbers.Note("-3");
        (numbers.Of("7454547004"), numbers.Of("-3")).Should().Be((7454547004, -3));
        StableId.IsNumber("007").Should().BeFalse();
        StableId.IsNumber("9223372036854775808").Should().BeFalse();
    }

    private sealed class Strict : IFormatFaults
    {
        public void Refuse(string place, string what) => throw new InvalidDataException($"{place}: {what}");

        public void LeaveOut(string place, string item, string reason) => throw new InvalidDataException($"{place}: {item}: {reason}");
    }
}
