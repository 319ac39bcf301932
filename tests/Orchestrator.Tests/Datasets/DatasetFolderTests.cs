using ImageSearchBench.Hosting.Errors;
using ImageSearchBench.Orchestrator.Datasets;
using ImageSearchBench.Testing;

namespace ImageSearchBench.Orchestrator.Tests.Datasets;

public sealed class DatasetFolderTests
{
    [Fact]
    public async Task A_folder_of_queries_and_judgements_is_a_dataset()
    {
        using var folder = Write();
        File.Delete(folder["images.jsonl"]);

        var card = await DatasetFolder.CheckAsync(folder.Path, CancellationToken.None);

        card.Kind.Should().Be("folder");
        (card.Counts.Images, card.Counts.Queries, card.Counts.Judgments).Should().Be((2, 2, 3));
        card.Counts.QueriesBy.Should().Contain("language=zh", 1);
    }

    [Fact]
    public async Task The_hash_is_the_documented_one()
    {
        using var folder = Write();

        var card = await DatasetFolder.CheckAsync(folder.Path, CancellationToken.None);

        static string Sha(byte[] data) => Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(data));
        var text = "imagesearchbench-dataset 1\nkind folder\n"
            + $"parameters {Sha("{}"u8.ToArray())}\n"
            + string.Concat(new[] { "images.jsonl", "queries.jsonl", "qrels.tsv" }.Select(f => $"{f} {Sha(File.ReadAllBytes(folder[f]))}\n"));
        card.Hash.Should().Be(Sha(System.Text.Encoding.UTF8.GetBytes(text)));
    }

    public static TheoryData<string, string, string> Faults => new()
    {
        { "images.jsonl", "{\"id\": \"a\"}\n{\"id\": \"a\"}", "images.jsonl:2: the image id 'a' is there twice" },
        { "images.jsonl", "{\"id\": \"a b\"}", "images.jsonl:1: 'a b' is no id" },
        { "images.jsonl", "{\"id\": \"a\", \"file\": \"../x.jpg\"}", "images.jsonl:1: the file '../x.jpg' leads out" },
        { "images.jsonl", "{\"id\": \"c\"}", "qrels.tsv:1: there is no image 'a'" },
        { "queries.jsonl", "{\"id\": \"q1\"}", "queries.jsonl:1: " },
        { "queries.jsonl", "{\"id\": \"q1\", \"text\": \"x\"}\nnonsense", "queries.jsonl:2: " },
        { "queries.jsonl", "{\"id\": \"q1\", \"text\": \"\"}", "queries.jsonl:1: the query 'q1' has no text" },
        { "queries.jsonl", "{\"id\": \"q1\", \"text\": \"x\"}\n{\"id\": \"q1\", \"text\": \"y\"}", "queries.jsonl:2: the query id 'q1'" },
        { "queries.jsonl", "", "has no queries" },
        { "qrels.tsv", "q1\t0\ta\t1\nq1\t0\ta\t1\n", "qrels.tsv:2: the image 'a' is judged twice" },
        { "qrels.tsv", "q9\t0\ta\t1\n", "qrels.tsv:1: there is no query 'q9'" },
        { "qrels.tsv", "q1,a,1\n", "qrels.tsv:1: " },
        { "dataset.json", "{", "dataset.json" },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Faults_name_file_and_line(string file, string content, string expected)
    {
        using var folder = Write();
        File.WriteAllText(folder[file], content);

        var check = () => DatasetFolder.CheckAsync(folder.Path, CancellationToken.None);

        (await check.Should().ThrowAsync<BenchException>()).Which.Message.Should().Contain(expected);
    }

    private static TemporaryFolder Write()
    {
        var folder = new TemporaryFolder();
        File.WriteAllText(folder["images.jsonl"], "{\"id\": \"a\", \"file\": \"images/a.jpg\"}\n{\"id\": \"b\"}\n");
        File.WriteAllText(folder["queries.jsonl"], "{\"id\": \"q1\", \"text\": \"狗\", \"language\": \"zh\"}\n{\"id\": \"q2\", \"text\": \"dog\"}\n");
        File.WriteAllText(folder["qrels.tsv"], "q1\t0\ta\t1\nq1\t0\tb\t0\nq2\t0\ta\t2\n");
        return folder;
    }
}
