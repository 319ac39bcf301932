using System.Formats.Tar;
using ImageSearchBench.Orchestrator.Tests.Fakes;

namespace ImageSearchBench.Orchestrator.Tests.Formats.Import;

/// <summary>Files written from the descriptions of formats, for which no real file is at hand.</summary>
public sealed class SampleFormatTests
{
    [Fact]
    public async Task Chinese_clip_with_both_base64_alphabets_large_ids_and_an_unlabelled_text()
    {
        await using var formats = await FormatsUnderTest.StartAsync();
        var standard = Convert.ToBase64String(TinyCoco.Bitmap(0xFF));
        var urlSafe = Convert.ToBase64String(TinyCoco.Bitmap(0xFB)).Replace('+', '-').Replace('/', '_').TrimEnd('=');
        standard.Should().Contain("/");
        urlSafe.Should().Contain("-");
        formats.Write("muge/valid_imgs.tsv", $"7454547004\t{standard}\n1076345\t{urlSafe}\n");
        formats.Write("muge/valid_texts.jsonl",
            """
            {"text_id": 8428, "text": "高级感托特包斜挎", "image_ids": [1076345, 7454547004]}
            {"text_id": 8429, "text": "没有标注", "image_ids": []}
            """);

        var dataset = await formats.ImportAsync("muge", formats["muge"]);
        var (images, queries, qrels) = await FormatsUnderTest.ReadAsync(dataset);

        dataset.Kind.Should().Be("retrieval");
        images.Select(i => i.Id).Should().Equal("7454547004", "1076345");
        File.ReadAllBytes(dataset.PathOf(images[1].File!)).Should().Equal(TinyCoco.Bitmap(0xFB));
        queries.Select(q => (q.Id, q.Text, q.Language)).Should().Equal(("8428", "高级感托特包斜挎", "zh"), ("8429", "没有标注", "zh"));
        qrels.Should().Equal("8428\t0\t1076345\t1", "8428\t0\t7454547004\t1");
    }

    [Fact]
    public async Task A_karpathy_split_gives_the_images_of_its_split()
    {
        await using var formats = await FormatsUnderTest.StartAsync();
        formats.WriteImage("k/val2014/a.bmp", 1);
        formats.WriteImage("k/val2014/b.bmp", 2);
        formats.Write("k/dataset_coco.json",
            """
            {"images": [
              {"filepath": "val2014", "filename": "a.bmp", "imgid": 5, "split": "test", "sentids": [10, 11],
               "sentences": [{"tokens": ["a"], "raw": "A man.", "imgid": 5, "sentid": 10}, {"raw": "A dog.", "sentid": 11}]},
              {"filepath": "val2014", "filename": "b.bmp", "imgid": 6, "split": "restval", "sentids": [12], "sentences": [{"raw": "B", "sentid": 12}]}],
             "dataset": "coco"}
            """);

        var (images, queries, qrels) = await FormatsUnderTest.ReadAsync(await formats.ImportAsync("karpathy", formats["k"]));

        images.Select(i => i.Id).Should().Equal("5");
        queries.Select(q => q.Text).Should().Equal("A man.", "A dog.");
        qrels.Should().Equal("10\t0\t5\t1", "11\t0\t5\t1");
    }

    [Fact]
    public async Task Flickr_csv_splits_at_the_first_comma_after_the_extension()
    {
        await using var formats = await FormatsUnderTest.StartAsync();
        formats.WriteImage("f/images/1.jpg", 1);
        var file = formats.Write("f/captions.txt", "image,caption\n1.jpg,\"A dog, a \"\"cat\"\", and a bird .\n1.jpg,Two , commas\n");

        var (_, queries, _) = await FormatsUnderTest.ReadAsync(await formats.ImportAsync("", file));

        queries.Select(q => (q.Id, q.Text)).Should().Equal(("1#0", "\"A dog, a \"\"cat\"\", and a bird ."), ("1#1", "Two , commas"));
    }

    [Fact]
    public async Task Coco_cn_names_images_without_their_extension()
    {
        await using var formats = await FormatsUnderTest.StartAsync();
        formats.WriteImage("c/images/COCO_val2014_000000000042.jpg", 1);
        var file = formats.Write("c/imageid.human-written-caption.txt", "COCO_val2014_000000000042#0\t一只狗在睡觉\nCOCO_val2014_000000000042#1\t鞋架旁的狗\n");

        var (images, queries, qrels) = await FormatsUnderTest.ReadAsync(await formats.ImportAsync("coco-cn", file));

        images.Select(i => i.Id).Should().Equal("COCO_val2014_000000000042");
        queries.Should().HaveCount(2);
        qrels[1].Should().Be("COCO_val2014_000000000042#1\t0\tCOCO_val2014_000000000042\t1");
    }

    [Fact]
    public async Task Zero_retrieval_takes_equal_texts_for_one_query_and_zero_matching_keeps_pairs_with_their_label()
    {
        await using var formats = await FormatsUnderTest.StartAsync();
        formats.WriteImage("z/img/1.jpg", 1);
        formats.WriteImage("z/img/2.jpg", 2);
        var icr = formats.Write("z/icr.json", "{\"text\": \"红裙子\", \"image_path\": \"img/1.jpg\"}\n{\"text\": \"红裙子\", \"image_path\": \"img/2.jpg\"}\n");
        var icm = formats.Write("z/icm.json", "{\"text\": \"红裙子\", \"image_path\": \"img/1.jpg\", \"label\": 1}\n{\"text\": \"红裙子\", \"image_path\": \"img/2.jpg\", \"label\": 0}\n");

        var retrieval = await formats.ImportAsync("", icr);
        var matching = await formats.ImportAsync("icm", icm);

        retrieval.Kind.Should().Be("retrieval");
        (await FormatsUnderTest.ReadAsync(retrieval)).Qrels.Should().Equal("1\t0\timg/1\t1", "1\t0\timg/2\t1");
        matching.Kind.Should().Be("matching");
        (await FormatsUnderTest.ReadAsync(matching)).Qrels.Should().Equal("1\t0\timg/1\t1", "2\t0\timg/2\t0");
    }

    [Fact]
    public async Task Taisu_reads_web_and_generated_texts_beside_tar_files()
    {
        await using var formats = await FormatsUnderTest.StartAsync();
        formats.Write("t/texts.json", """{"000001": {"w": "网页文字", "g": "生成的文字"}, "000002": {"w": "", "g": "第二张"}}""");
        WriteTar(formats["t/images.tar"], ("000001.jpg", TinyCoco.Bitmap(1)), ("000002.jpg", TinyCoco.Bitmap(2)));

        var (images, queries, _) = await FormatsUnderTest.ReadAsync(await formats.ImportAsync("", formats["t"]));

        images.Select(i => i.Id).Should().Equal("000001", "000002");
        queries.Select(q => (q.Id, q.Text)).Should().Equal(("000001.w", "网页文字"), ("000001.g", "生成的文字"), ("000002.g", "第二张"));
    }

    [Fact]
    public async Task Xtd10_joins_names_and_captions_line_by_line_in_each_language()
    {
        await using var formats = await FormatsUnderTest.StartAsync();
        formats.WriteImage("x/a.jpg", 1);
        formats.WriteImage("x/b.jpg", 2);
        formats.Write("x/test_image_names.txt", "a.jpg\nb.jpg\n");
        formats.Write("x/test_1kcaptions_es.txt", "uno\ndos\n");
        formats.Write("x/test_1kcaptions_zh.txt", "一\n二\n");

        var (_, all, _) = await FormatsUnderTest.ReadAsync(await formats.ImportAsync("", formats["x"]));
        var spec = FormatsUnderTest.Spec("xtd10", formats["x"]);
        spec.Language = "es";
        var (_, spanish, qrels) = await FormatsUnderTest.ReadAsync(await formats.ImportAsync(spec));

        all.Select(q => (q.Id, q.Language)).Should().Equal(("es-1", "es"), ("es-2", "es"), ("zh-1", "zh"), ("zh-2", "zh"));
        spanish.Select(q => q.Text).Should().Equal("uno", "dos");
        qrels.Should().Equal("es-1\t0\ta\t1", "es-2\t0\tb\t1");
    }

    [Fact]
    public async Task Objects365_keeps_category_gaps_and_names_with_slashes_and_reports_images_that_are_missing()
    {
        await using var formats = await FormatsUnderTest.StartAsync();
        formats.WriteImage("o/images/v1/patch8/objects365_v1_00420917.jpg", 1);
        var file = formats.Write("o/zhiyuan_objv2_val.json",
            """
            {"annotations": [{"id": 1, "image_id": 420917, "category_id": 12, "bbox": [0, 0, 4, 4], "iscrowd": 0, "isfake": 0, "area": 16.0},
                             {"id": 2, "image_id": 420918, "category_id": 365, "bbox": [0, 0, 4, 4], "iscrowd": 1},
                             {"id": 3, "image_id": 999, "category_id": 365, "bbox": [0, 0, 4, 4], "iscrowd": 1}],
             "images": [{"id": 420917, "file_name": "images/v1/patch8/objects365_v1_00420917.jpg", "height": 8, "width": 8, "license": 5, "url": ""},
                        {"id": 420918, "file_name": "images/v1/patch8/objects365_v1_00420918.jpg", "height": 8, "width": 8}],
             "categories": [{"id": 12, "name": "Cabinet/shelf"}, {"id": 365, "name": "Curling"}]}
            """);

        var job = await formats.ImportJobAsync("objects365", file);
        var dataset = await formats.Service<Orchestrator.Datasets.DatasetStore>().GetAsync(job.Result.DatasetHash, CancellationToken.None);
        var (images, queries, qrels) = await FormatsUnderTest.ReadAsync(dataset);

        images.Select(i => i.Id).Should().Equal("420917");
        queries.Select(q => (q.Id, q.Text, q.Style)).Should().Equal(("12", "Cabinet/shelf", "word"), ("365", "Curling", "word"));
        qrels.Should().Equal("12\t0\t420917\t1");
        job.Skipped.Select(s => s.Item).Should().Contain(s => s.Contains("image 420918")).And.Contain(s => s.Contains("image 999"));
        File.ReadAllText(Path.Combine(dataset.Directory, "left-out.jsonl")).Should().Contain("420918").And.NotContain(formats["o"]);
    }

    [Fact]
    public async Task Trec_without_a_list_takes_ids_from_file_names_and_keeps_grades()
    {
        await using var formats = await FormatsUnderTest.StartAsync();
        formats.WriteImage("r/images/b/2.jpg", 2);
        formats.WriteImage("r/images/1.jpg", 1);
        formats.Write("r/qrels.test", "t2 0 b/2 2\nt1 0 1 -1\nt1 0 b/2 0\n");
        formats.Write("r/topics.tsv", "t1\tcats\nt2\tdogs\nt3\tnothing known\n");

        var (images, queries, qrels) = await FormatsUnderTest.ReadAsync(await formats.ImportAsync("", formats["r"]));

        images.Select(i => i.Id).Should().Equal("1", "b/2");
        queries.Select(q => q.Id).Should().Equal("t1", "t2", "t3");
        qrels.Should().Equal("t1\t0\t1\t-1", "t1\t0\tb/2\t0", "t2\t0\tb/2\t2");
    }

    [Fact]
    public async Task Archives_are_unpacked_first()
    {
        await using var formats = await FormatsUnderTest.StartAsync();
        formats.WriteImage("plain/images/1.jpg", 1);
        formats.Write("plain/captions.csv", "image,caption\n1.jpg,a dog\n");
        System.IO.Compression.ZipFile.CreateFromDirectory(formats["plain"], formats["packed.zip"]);

        var packed = await formats.ImportAsync("", formats["packed.zip"]);
        var plain = await formats.ImportAsync("flickr-csv", formats["plain"]);

        packed.Hash.Should().Be(plain.Hash);
    }

    internal static void WriteTar(string path, params (string Name, byte[] Data)[] files)
    {
        using var tar = new TarWriter(File.Create(path));
        foreach (var (name, data) in files)
            tar.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(data) });
    }
}
