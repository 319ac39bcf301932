using System.Globalization;
using System.Text.RegularExpressions;
using Google.Protobuf.Reflection;
using ImageSearchBench.Index.Milvus.Wire;
using ImageSearchBench.Testing;

namespace ImageSearchBench.Index.Tests.Milvus;

/// <summary>The minimal proto written by hand says what Milvus' own does, field by field.</summary>
public sealed partial class MilvusProtoTests
{
    private static readonly Dictionary<string, string> Tables = File
        .ReadLines(Path.Combine(Repository.Root, "tests", "Index.Tests", "Milvus", "milvus-fields.txt"))
        .Where(l => !l.StartsWith('#'))
        .ToDictionary(l => l[..l.IndexOf(" | ", StringComparison.Ordinal)], l => l[(l.IndexOf(" | ", StringComparison.Ordinal) + 3)..]);

    public static TheoryData<string> Messages => [.. MilvusReflection.Descriptor.MessageTypes.Select(m => m.Name)];

    public static TheoryData<string> Enums => [.. MilvusReflection.Descriptor.EnumTypes.Select(e => e.Name)];

    [Theory]
    [MemberData(nameof(Messages))]
    public void Every_field_has_the_number_the_type_and_the_oneof_of_the_table(string name)
    {
        var table = Field().Matches(Tables[name]).ToDictionary(
            m => int.Parse(m.Groups["number"].Value, CultureInfo.InvariantCulture),
            m => (Name: m.Groups["name"].Value, Type: m.Groups["type"].Value, OneOf: m.Groups["oneof"].Value));
        var message = MilvusReflection.Descriptor.MessageTypes.Single(m => m.Name == name);

        foreach (var field in message.Fields.InDeclarationOrder())
        {
            table.Should().ContainKey(field.FieldNumber);
            var expected = table[field.FieldNumber];
            field.Name.Should().Be(expected.Name);
            TypeOf(field).Should().Be(expected.Type == "ErrorCode" ? "int32" : expected.Type, $"{name}.{field.Name}");

            // A oneof that this side does not tell apart is the same on the wire.
            if (field.RealContainingOneof is { } oneOf)
                oneOf.Name.Should().Be(expected.OneOf);
        }
    }

    [Theory]
    [MemberData(nameof(Enums))]
    public void Every_value_is_the_one_of_the_table(string name)
    {
        var table = Tables["enum " + name].Split(", ").Select(v => v.Split('=')).ToDictionary(v => v[0], v => int.Parse(v[1], CultureInfo.InvariantCulture));
        var values = MilvusReflection.Descriptor.EnumTypes.Single(e => e.Name == name).Values;

        foreach (var value in values)
        {
            // Values of one file share a scope: the kind's name goes in front where two kinds have the same.
            var upstream = name == "PlaceholderType" ? value.Name["Placeholder".Length..] : value.Name;
            table.Should().Contain(upstream, value.Number);
        }
    }

    [Fact]
    public void The_service_has_the_name_that_goes_over_the_wire() =>
        MilvusReflection.Descriptor.Services.Single().FullName.Should().Be("milvus.proto.milvus.MilvusService");

    [Fact]
    public void Nothing_is_serialised_that_has_its_default_value()
    {
        // One server cuts the schema at the first zero byte.
        var schema = Index.Milvus.MilvusSchema.Build(
            new Index.Collections.CollectionSettings("c", 512, Index.Collections.VectorMetric.Cosine, Index.Collections.StoreKind.Milvus, new Dictionary<string, string>()),
            DateTimeOffset.UnixEpoch);

        Google.Protobuf.MessageExtensions.ToByteArray(schema).Should().NotContain((byte)0);
    }

    private static string TypeOf(FieldDescriptor field)
    {
        if (field.IsMap)
            return "map";
        var type = field.FieldType switch
        {
            FieldType.Message => field.MessageType.Name,
            FieldType.Enum => field.EnumType.Name,
            var simple => simple.ToString().ToLowerInvariant(),
        };
        return field.IsRepeated ? "repeated " + type : type;
    }

    [GeneratedRegex(@"(?<number>\d+) (?<name>\w+): (?<type>(?:repeated |optional )?\w+)(?: \(deprecated\))?(?: \[oneof (?<oneof>\w+)\])?", RegexOptions.None, 1000)]
    private static partial Regex Field();
}
