using System.Xml.Linq;
using ImageSearchBench.Testing;

namespace ImageSearchBench.Architecture.Tests;

public sealed class ReferenceTests
{
    private static readonly string[] Shared = ["Contracts", "Hosting"];

    [Theory]
    [InlineData("Encoder")]
    [InlineData("Index")]
    [InlineData("QueryGeneration")]
    [InlineData("Evaluator")]
    [InlineData("Orchestrator")]
    public void A_service_references_only_contracts_and_hosting(string service) =>
        References(service).Should().BeSubsetOf(Shared);

    [Fact]
    public void Contracts_and_hosting_reference_no_project()
    {
        References("Contracts").Should().BeEmpty();
        References("Hosting").Should().BeEmpty();
    }

    private static IEnumerable<string> References(string project)
    {
        var file = Path.Combine(Repository.Root, "services", project, project + ".csproj");
        return XDocument.Load(file).Descendants("ProjectReference")
            .Select(r => Path.GetFileNameWithoutExtension(r.Attribute("Include")!.Value.Replace('\\', '/')));
    }
}
