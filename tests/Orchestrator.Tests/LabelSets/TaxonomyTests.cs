using ImageSearchBench.Hosting.Errors;
using ImageSearchBench.Orchestrator.LabelSets;
using ImageSearchBench.Testing;

namespace ImageSearchBench.Orchestrator.Tests.LabelSets;

public sealed class TaxonomyTests
{
    [Fact]
    public void A_parent_accepts_its_children_and_equivalents_accept_each_other()
    {
        var taxonomy = new Taxonomy(
            [Label("shoes"), Label("leather shoes", parents: ["shoes"]), Label("slippers", parents: ["shoes"], equivalents: ["sandals"]), Label("sandals")],
            "t.json");

        Accepted(taxonomy, "shoes").Should().Equal("shoes", "leather shoes", "slippers", "sandals");
        Accepted(taxonomy, "leather shoes").Should().Equal("leather shoes");
        Accepted(taxonomy, "sandals").Should().Equal("slippers", "sandals");
        taxonomy.Implies(0, 1).Should().BeTrue();
        taxonomy.Implies(1, 2).Should().BeFalse();
    }

    [Fact]
    public void Every_fault_is_told_at_once()
    {
        var make = () => new Taxonomy([Label("a", parents: ["x"]), Label("a"), Label("b", equivalents: ["y"])], "t.json");

        make.Should().Throw<BenchException>().Which.Message.Should().StartWith("t.json").And.ContainAll("'a' is there twice", "'x'", "'y'");
    }

    [Theory]
    [InlineData("a:b b:a")]
    [InlineData("a:b b:c c:a")]
    [InlineData("a:a")]
    public void Circles_of_parents_are_refused(string parents)
    {
        var labels = parents.Split(' ').Select(p => p.Split(':')).Select(p => Label(p[0], parents: [p[1]])).ToArray();

        var make = () => new Taxonomy(labels, "t.json");

        make.Should().Throw<BenchException>().Which.Message.Should().Contain("a circle");
    }

    [Fact]
    public void A_parent_that_is_an_equivalent_too_is_a_circle()
    {
        var make = () => new Taxonomy([Label("a", parents: ["b"], equivalents: ["b"]), Label("b")], "t.json");

        make.Should().Throw<BenchException>().Which.Message.Should().Contain("a circle");
    }

    [Fact]
    public async Task Reads_the_bundled_taxonomy()
    {
        var labels = await TaxonomyFile.ReadAsync(Path.Combine(Repository.Samples, "scenes", "taxonomy.json"), CancellationToken.None);

        var taxonomy = new Taxonomy(labels, "taxonomy.json");
        labels.Should().OnlyContain(l => l.Names.ContainsKey("zh") && l.Names.ContainsKey("en"));
        taxonomy.Accepts(taxonomy.Find("animal")!.Value).Count.Should().BeGreaterThan(5);
    }

    [Theory]
    [InlineData("{", "t.json")]
    [InlineData("[]", "array 'labels'")]
    [InlineData("""{"labels": []}""", "'version' must be 1")]
    [InlineData("""{"version": 1, "labels": [{"zh": "狗"}]}""", "labels[0]")]
    [InlineData("""{"version": 1, "labels": [{"name": "dog", "parnets": []}]}""", "'parnets' is unknown")]
    [InlineData("""{"version": 1, "labels": [{"name": "dog", "parents": "animal"}]}""", "'parents' must be an array")]
    [InlineData("""{"version": 1, "labels": [{"name": "a", "zh": "鼠标"}, {"name": "b", "zh": "鼠标"}]}""", "all called '鼠标'")]
    public async Task Faults_of_a_file_name_it_and_the_place(string content, string expected)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["t.json"], content);

        var read = async () => await TaxonomyFile.ReadAsync(folder["t.json"], CancellationToken.None);

        (await read.Should().ThrowAsync<BenchException>()).Which.Message.Should().Contain("t.json").And.Contain(expected);
    }

    [Fact]
    public async Task Yaml_says_the_same_as_json()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["t.yaml"], """
            # what people look for
            version: 1
            labels:
              - {name: shoes, zh: 鞋, en: shoe}
              - name: slippers
                zh: "拖鞋"
                en: no   # a name, not false
                parents: [shoes]
                equivalents:
                  - sandals
              - name: sandals
                zh: 凉鞋
                en: 'sandal'
            """);

        var labels = await TaxonomyFile.ReadAsync(folder["t.yaml"], CancellationToken.None);
        await TaxonomyFile.WriteAsync(folder["t.json"], labels, CancellationToken.None);
        var again = await TaxonomyFile.ReadAsync(folder["t.json"], CancellationToken.None);

        again.Should().BeEquivalentTo(labels, o => o.WithStrictOrdering());
        labels.Select(l => $"{l.Name} {l.Names["zh"]} {l.Names["en"]} {string.Join(',', l.Parents)} {string.Join(',', l.Equivalents)}".Trim())
            .Should().Equal("shoes 鞋 shoe", "slippers 拖鞋 no shoes sandals", "sandals 凉鞋 sandal");
    }

    [Theory]
    [InlineData("", "the file is empty")]
    [InlineData("- a\n- b", "array 'labels'")]
    [InlineData("labels: []", "'version' must be 1")]
    [InlineData("version: 1\nlabels:\n  - zh: 狗\n", "line 3 must be an object with a 'name'")]
    [InlineData("version: 1\nlabels:\n  - name: a\n  - name: dog\n    parnets: []\n", "line 4 ('dog'): 'parnets' is unknown")]
    [InlineData("version: 1\nlabels:\n  - &a {name: a}\n  - *a\n", "line 4: aliases are not taken")]
    [InlineData("version: 1\nlabels: [[[[[[[[[[a]]]]]]]]]]\n", "too deep")]
    [InlineData("version: 1\nlabels:\n  - name: 'a\n", "t.yaml: line ")]
    [InlineData("version: 1\nlabels: []\n---\nversion: 1\n", "one document")]
    public async Task Faults_of_yaml_name_the_line(string content, string expected)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["t.yaml"], content);

        var read = async () => await TaxonomyFile.ReadAsync(folder["t.yaml"], CancellationToken.None);

        (await read.Should().ThrowAsync<BenchException>()).Which.Message.Should().Contain("t.yaml").And.Contain(expected);
    }

    private static Label Label(string name, string[]? parents = null, string[]? equivalents = null) =>
        new(name, new Dictionary<string, string>(), parents ?? [], equivalents ?? []);

    private static IEnumerable<string> Accepted(Taxonomy taxonomy, string label) =>
        taxonomy.Accepts(taxonomy.Find(label)!.Value).Select(i => taxonomy.Labels[i].Name);
}
