using System.IO.Compression;
using System.Text;
using ImageSearchBench.Contracts.Orchestrator.V1;
using ImageSearchBench.Orchestrator.Tests.Fakes;

namespace ImageSearchBench.Orchestrator.Tests.Formats.Import;

public sealed class HostileFilesTests
{
    private static readonly string Image = Convert.ToBase64String(TinyCoco.Bitmap(1));

    public static TheoryData<string, string, string, string> Broken => new()
    {
        { "chinese-clip", "test_imgs.tsv", "1 no tab\n", "test_imgs.tsv:1" },
        { "chinese-clip", "test_imgs.tsv", $"1\t{Image}\n1\t{Image}\n", "test_imgs.tsv:2: the image id '1' is there twice" },
        { "chinese-clip", "test_texts.jsonl", "{\"text_id\": 1, \"text\": \"a\", \"image_ids\": [1]}\n{\"text_id\": 1.5, \"text\": \"b\"}\n", "test_texts.jsonl:2: 'text_id'" },
        { "chinese-clip", "test_texts.jsonl", "{\"text_id\": 1, \"text\": \"a\", \"ima", "test_texts.jsonl:1:" },
        { "chinese-clip", "test_texts.jsonl", "{\"text_id\": 1, \"text\": \"a\", \"image_ids\": [1, 1]}\n", "test_texts.jsonl:1: the image '1' is judged twice" },
        { "chinese-clip", "test_texts.jsonl", "{\"text_id\": 99999999999999999999, \"text\": \"a\"}\n", "up to 64 bits" },
        { "beir", "qrels/test.tsv", "q1\td1\t1\n", "test.tsv:1: the first line must be the header" },
        { "beir", "qrels/test.tsv", "query-id\tcorpus-id\tscore\nq1\td1\thigh\n", "test.tsv:2:" },
        { "beir", "qrels/test.tsv", "query-id\tcorpus-id\tscore\n8001\t7454547001\t1\n8001\t7454547001\t1\n", "judged twice" },
        { "trec", "qrels.test.txt", "q1 0 d1\n", ":1: a judgement has 4 fields" },
        { "coco-captions", "captions_test.json", "{\"images\": [{\"id\": 1, \"file_name\": \"a.bmp\"}], \"annotations\": [{\"id\": 1, \"image_id\": 1, \"cap", "incomplete" },
        { "coco-captions", "captions_test.json", "{\"images\": [{\"id\": 1, \"file_name\": \"a.bmp\"}, {\"id\": 2}], \"annotations\": []}", "an image needs 'id' and 'file_name'" },
        { "mteb", "qrels/test-00000-of-00001.parquet", "PAR1 this is no Parquet file PAR1", "no whole Parquet file" },
        { "webdataset", "test/nshards.txt", "3\n", "1.tar is missing" },
        { "webdataset", "test/0.tar", "this is no tar file, whatever its name says; it is only long enough to be looked at as a header of one........................", "tar" },
        { "imagefolder", "test/metadata.jsonl", "{\"text\": \"a\"}\n", "metadata.jsonl:1: 'file_name'" },
        { "csv", "test.csv", "image,text\n\"a.bmp,never closed\n", "inside a quoted field" },
        { "csv", "test.csv", "one,two\n1,2\n", ":1: the header needs" },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public async Task A_broken_file_is_refused_with_place_and_reason(string format, string file, string content, string expected)
    {
        await using var formats = await FormatsUnderTest.StartAsync();
        var path = await formats.ExportAsync(await FeatureDatasets.BuildAsync(formats, Orchestrator.Formats.DatasetFeatures.None, numbers: true), format);
        File.Delete(Path.Combine(path, file));
        await File.WriteAllTextAsync(Path.Combine(path, file), content);
        var before = Directory.GetDirectories(Path.Combine(formats["data"], "datasets")).Length;

        var job = await formats.ImportJobAsync(format, path);
        var (faults, _) = await formats.ValidateAsync(format, path);

        job.State.Should().Be(JobState.Failed);
        job.Error.Should().Contain(expected).And.NotContain("Internal");
        faults.Should().Contain(f => $"{f.Place}: {f.Message}".Contains(expected));
        Directory.GetDirectories(Path.Combine(formats["data"], "datasets")).Should().HaveCount(before);
    }

    [Theory]
    [InlineData("../../../../../../etc/passwd")]
    [InlineData("/etc/passwd")]
    [InlineData("images/../../outside.bmp")]
    [InlineData("..\\outside.bmp")]
    [InlineData("link.bmp")]
    [InlineData("linked/outside.bmp")]
    public async Task Names_that_lead_out_are_left_out_with_the_reason(string name)
    {
        await using var formats = await FormatsUnderTest.StartAsync();
        formats.WriteImage("outside.bmp", 1);
        formats.WriteImage("set/good.bmp", 2);
        File.CreateSymbolicLink(formats["set/link.bmp"], formats["outside.bmp"]);
        File.CreateSymbolicLink(formats["set/linked"], Path.GetDirectoryName(formats["outside.bmp"])!);
        var file = formats.Write("set/list.csv", $"image,text\ngood.bmp,good\n{name},bad\n");

        var job = await formats.ImportJobAsync("csv", file);

        job.Error.Should().BeEmpty();
        job.Skipped.Should().Contain(s => s.Item.Contains("list.csv:3") && s.Reason.Contains("out of the image folder"));
        var dataset = await formats.Service<Orchestrator.Datasets.DatasetStore>().GetAsync(job.Result.DatasetHash, CancellationToken.None);
        (await FormatsUnderTest.ReadAsync(dataset)).Images.Should().ContainSingle();
    }

    [Theory]
    [InlineData("../../../../etc/passwd")]
    [InlineData("/etc/passwd")]
    [InlineData(".")]
    [InlineData("a/../../b")]
    public async Task Ids_that_look_like_paths_stay_ids(string id)
    {
        await using var formats = await FormatsUnderTest.StartAsync();
        formats.Write("c/test_imgs.tsv", $"{id}\t{Image}\n");
        formats.Write("c/test_texts.jsonl", $$"""{"text_id": 1, "text": "a", "image_ids": ["{{id}}"]}""");

        var dataset = await formats.ImportAsync("chinese-clip", formats["c"]);
        var (images, _, _) = await FormatsUnderTest.ReadAsync(dataset);

        images[0].Id.Should().Be(id);
        Path.GetFullPath(dataset.PathOf(images[0].File!)).Should().StartWith(dataset.PathOf("images") + "/");
        File.Exists(dataset.PathOf(images[0].File!)).Should().BeTrue();
    }

    [Fact]
    public async Task Another_encoding_is_named()
    {
        await using var formats = await FormatsUnderTest.StartAsync();
        formats.WriteImage("g/1.jpg", 1);
        var gbk = formats.Write("g/tokens.txt", "");
        File.WriteAllBytes(gbk, [.. "1.jpg#0\t"u8, 0xC4, 0xE3, 0xBA, 0xC3, (byte)'\n']);
        var utf16 = formats.Write("g/utf16.txt", "");
        File.WriteAllBytes(utf16, Encoding.Unicode.GetPreamble().Concat(Encoding.Unicode.GetBytes("1.jpg#0\t你好\n")).ToArray());

        (await formats.ImportJobAsync("caption-lines", gbk)).Error.Should().Contain("tokens.txt:1: byte 9").And.Contain("UTF-8");
        (await formats.ImportJobAsync("caption-lines", utf16)).Error.Should().Contain("utf16.txt:1").And.Contain("UTF-8");
    }

    [Fact]
    public async Task A_gigantic_line_ends_the_import_not_the_process()
    {
        await using var formats = await FormatsUnderTest.StartAsync();
        formats.Write("c/test_imgs.tsv", "1\t" + new string('A', 40 << 20));
        formats.Write("c/test_texts.jsonl", """{"text_id": 1, "text": "a"}""");

        (await formats.ImportJobAsync("chinese-clip", formats["c"])).Error.Should().Contain("test_imgs.tsv:1: the line is longer than 16 MiB");
    }

    [Fact]
    public async Task Bombs_and_broken_archives_are_refused()
    {
        await using var formats = await FormatsUnderTest.StartAsync();
        await using (var file = File.Create(formats["bomb.csv.gz"]))
        await using (var gzip = new GZipStream(file, CompressionLevel.Optimal))
        {
            var zeros = new byte[1 << 20];
            for (var i = 0; i < 256; i++)
                gzip.Write(zeros);
        }

        using (var zip = ZipFile.Open(formats["climb.zip"], ZipArchiveMode.Create))
        {
            using var entry = new StreamWriter(zip.CreateEntry("../climbed.csv").Open());
            entry.Write("image,text\n");
        }

        using (var zip = ZipFile.Open(formats["bomb.zip"], ZipArchiveMode.Create))
        {
            using var entry = zip.CreateEntry("list.csv", CompressionLevel.SmallestSize).Open();
            for (var i = 0; i < 128; i++)
                entry.Write(new byte[1 << 20]);
        }

        formats.Write("broken.zip", "PK this is no zip file");
        formats.Write("broken.csv.gz", "this is no gzip file");

        (await formats.ImportJobAsync("csv", formats["bomb.csv.gz"])).Error.Should().Contain("bomb.csv.gz").And.Contain("200 times");
        (await formats.ImportJobAsync("csv", formats["bomb.zip"])).Error.Should().Contain("list.csv").And.Contain("200 times");
        (await formats.ImportJobAsync("csv", formats["climb.zip"])).Error.Should().Contain("'../climbed.csv' leads out");
        (await formats.ImportJobAsync("csv", formats["broken.zip"])).Error.Should().Contain("broken.zip");
        (await formats.ImportJobAsync("csv", formats["broken.csv.gz"])).Error.Should().Contain("broken.csv.gz");
        Directory.EnumerateFiles(formats["data"], "climbed.csv", SearchOption.AllDirectories).Should().BeEmpty();
        File.Exists(formats["climbed.csv"]).Should().BeFalse();
    }

    [Fact]
    public async Task Damaged_parquet_is_refused_or_read_and_never_ends_the_process()
    {
        await using var formats = await FormatsUnderTest.StartAsync();
        var path = await formats.ExportAsync(await FeatureDatasets.BuildAsync(formats, Orchestrator.Formats.DatasetFeatures.None), "mteb");
        var file = Path.Combine(path, "corpus", "test-00000-of-00001.parquet");
        var whole = await File.ReadAllBytesAsync(file);
        var random = new Random(1);
        for (var i = 0; i < 25; i++)
        {
            await File.WriteAllBytesAsync(file, Testing.Mutation.Of(whole, whole, random));
            var job = await formats.ImportJobAsync("mteb", path);
            job.Error.Should().NotContain("Internal", "of damage {0}", i);
        }
    }
}
