using ImageSearchBench.Standalone.Tests.Support;
using ImageSearchBench.Testing;

namespace ImageSearchBench.Standalone.Tests.Verbs;

public sealed class FormatVerbTests
{
    [Fact]
    public async Task Imports_warns_of_training_halves_exports_with_what_is_lost_and_validates()
    {
        using var folder = new TemporaryFolder();
        var images = Path.Combine(Repository.Samples, "scenes", "images");
        var names = Directory.EnumerateFiles(images).Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal).Take(3).ToArray();
        var file = folder["flickr8k.csv"];
        await File.WriteAllTextAsync(file, "image,text,grade\n" + string.Concat(names.Select((n, i) => $"{n},scene {i},{1 + i}\n")));
        string[] data = ["--data", folder["data"]];

        var imported = (await Isb.RunAsync(["import", "auto", file, images, "--name", "three", "--json", .. data])).RequireDone();
        ((int?)imported.Json["images"]).Should().Be(3);
        imported.Error.Should().Contain("format: csv").And.Contain("Flickr8k").And.Contain("Flickr30K");

        var exported = (await Isb.RunAsync(["export", "three", "chinese-clip", folder["out"], "--json", .. data])).RequireDone();
        ((string?)exported.Json["dropped"]![0]).Should().Contain("grades");
        exported.Error.Should().Contain("chinese-clip cannot hold: grades").And.Contain("3 images state no licence");

        var good = (await Isb.RunAsync(["validate", "chinese-clip", folder["out"], .. data])).RequireDone();
        good.Out.Should().Contain("3 images, 3 queries, 3 judgements");

        await File.AppendAllTextAsync(Path.Combine(folder["out"], "test_texts.jsonl"), "{\"text_id\": \"x\"}\n");
        var bad = await Isb.RunAsync(["validate", "chinese-clip", folder["out"], .. data]);
        bad.ExitCode.Should().Be(1);
        bad.Out.Should().Contain("test_texts.jsonl:4: 'text' must be a string");
    }

    [Fact]
    public async Task Lists_the_formats()
    {
        using var folder = new TemporaryFolder();
        var list = (await Isb.RunAsync("import", "--list", "--json", "--data", folder["data"])).RequireDone();

        list.Json.AsArray().Select(f => (string?)f!["name"]).Should().Contain(
            ["chinese-clip", "coco-captions", "coco-instances", "karpathy", "flickr-csv", "caption-lines", "wukong", "zero-matching", "zero-retrieval",
             "taisu", "beir", "mteb", "imagefolder", "webdataset", "trec", "xtd10", "csv", "label-studio"]);
    }

    [Fact]
    public async Task Unknown_formats_and_files_are_named()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder["x.bin"], "?");

        var format = await Isb.RunAsync("import", "flikr", folder["x.bin"], "--data", folder["data"]);
        var file = await Isb.RunAsync("import", "auto", folder["x.bin"], "--data", folder["data"]);

        (format.ExitCode, file.ExitCode).Should().Be((1, 1));
        format.Error.Should().Contain("There is no format 'flikr'").And.Contain("flickr-csv");
        file.Error.Should().Contain("looks like no known format");
    }
}
