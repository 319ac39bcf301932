using System.Text.Json.Nodes;
using Grpc.Core;
using ImageSearchBench.Contracts.Orchestrator.V1;
using ImageSearchBench.Orchestrator.Tests.Fakes;
using ImageSearchBench.Testing;

namespace ImageSearchBench.Orchestrator.Tests.LabelSets;

public sealed class BadInputTests
{
    [Fact]
    public async Task A_missing_annotation_file_is_told_at_once()
    {
        using var data = new TemporaryFolder();
        using var input = TinyCoco.Write();
        await using var orchestrator = await OrchestratorUnderTest.StartAsync(data.Path);
        File.Delete(input.Annotations);

        var create = async () => await orchestrator.Jobs.CreateJobAsync(new CreateJobRequest { Spec = input.Spec() });

        var fault = (await create.Should().ThrowAsync<RpcException>()).Which;
        fault.StatusCode.Should().Be(StatusCode.InvalidArgument);
        fault.Status.Detail.Should().Contain(input.Annotations);
    }

    public static TheoryData<string, string> BrokenAnnotations => new()
    {
        { "", "incomplete" },
        { "[]", "begins with '{'" },
        { "{\"images\": [", "incomplete" },
        { "{\"images\": [}", "line 1, byte" },
        { "{\"images\": [],\n\"annotations\": [], \"categories\": []}", "'images' is empty" },
        { "{\"images\": []}", "no array 'annotations'" },
        { "{\"images\": [{\"id\": 1}], \"annotations\": [], \"categories\": []}", "an image needs 'id' and 'file_name'" },
        { "{\"images\": [{\"id\": 1, \"file_name\": \"1.bmp\"}], \"annotations\": [], \"categories\": []}", "needs 'width' and 'height'" },
        { "{\"images\": [{\"id\": \"x\"}], \"annotations\": [], \"categories\": []}", "'id' must be a whole number" },
        { Images("""{"image_id": 1, "category_id": 1, "bbox": [1, 2, 3]}"""), "'bbox' must be" },
        { Images("""{"image_id": 1, "category_id": 1, "bbox": [1, 2, -3, 4]}"""), "not negative" },
        { Images("""{"image_id": 1, "category_id": 1}"""), "an annotation needs" },
        { Images("""{"image_id": 1, "category_id": 7, "bbox": [0, 0, 8, 8]}"""), "category 7 is not listed" },
        { Images("") + "x", "line 4" },
    };

    [Theory]
    [MemberData(nameof(BrokenAnnotations))]
    public async Task Broken_annotations_fail_the_job_with_file_and_place(string content, string expected)
    {
        using var data = new TemporaryFolder();
        using var input = TinyCoco.Write();
        File.WriteAllText(input.Annotations, content);
        await using var orchestrator = await OrchestratorUnderTest.StartAsync(data.Path);

        var job = await orchestrator.RunAsync(input.Spec());

        job.State.Should().Be(JobState.Failed);
        job.Error.Should().Contain(input.Annotations).And.Contain(expected);
        Directory.EnumerateDirectories(data["datasets"]).Should().BeEmpty();
    }

    [Fact]
    public async Task Images_that_cannot_be_used_are_left_out_reported_and_counted()
    {
        using var data = new TemporaryFolder();
        using var input = TinyCoco.Write();
        File.Delete(Path.Combine(input.Images, "1.bmp"));
        File.WriteAllBytes(Path.Combine(input.Images, "3.bmp"), []);
        File.WriteAllBytes(Path.Combine(input.Images, "5.bmp"), TinyCoco.Bitmap(1)[..100]);
        File.WriteAllText(Path.Combine(input.Images, "7.bmp"), "<html>no image</html>");
        var outside = input.Document["images"]!.AsArray()[8]!.AsObject();
        outside["file_name"] = "../annotations.json";
        input.Save();
        await using var orchestrator = await OrchestratorUnderTest.StartAsync(data.Path);

        var job = await orchestrator.RunAsync(input.Spec());

        job.State.Should().Be(JobState.Succeeded, job.Error);
        job.Skipped.Select(s => $"{s.Item}: {s.Reason}").Should().Equal(
            "1.bmp: the file is not there.",
            "3.bmp: the file is empty.",
            "5.bmp: the BMP file is truncated.",
            "7.bmp: this is no image (JPEG, PNG, WebP, GIF, BMP or TIFF).",
            "../annotations.json: the file name leads out of the image folder.");
        job.Stages.Single(s => s.Name == "check images").Skipped.Should().Be(5);
        var dataset = (await orchestrator.Datasets.GetDatasetAsync(new GetDatasetRequest { Dataset = "tiny" })).Dataset;
        dataset.Images.Should().Be(7);
        dataset.SkippedImages.Should().Be(5);
        var card = JsonNode.Parse(File.ReadAllText(Path.Combine(dataset.Directory, "dataset.json")))!;
        card["skipped"]!["images"]!.GetValue<int>().Should().Be(5);
        card["skipped"]!["items"]!.AsArray().Should().HaveCount(5);
    }

    [Fact]
    public async Task Without_any_usable_image_nothing_is_made()
    {
        using var data = new TemporaryFolder();
        using var input = TinyCoco.Write();
        foreach (var file in Directory.EnumerateFiles(input.Images))
            File.WriteAllText(file, "no image");
        await using var orchestrator = await OrchestratorUnderTest.StartAsync(data.Path);

        var job = await orchestrator.RunAsync(input.Spec());

        job.State.Should().Be(JobState.Failed);
        job.Error.Should().Contain("none of the 12 images").And.Contain("1.bmp");
        Directory.EnumerateDirectories(data["datasets"]).Should().BeEmpty();
    }

    [Fact]
    public async Task Too_high_demands_are_told_with_what_to_change()
    {
        using var data = new TemporaryFolder();
        using var input = TinyCoco.Write();
        await using var orchestrator = await OrchestratorUnderTest.StartAsync(data.Path);
        var spec = input.Spec();
        spec.BuildLabelSet.MinImages = 100;

        var job = await orchestrator.RunAsync(spec);

        job.State.Should().Be(JobState.Failed);
        job.Error.Should().Contain("min_images");
    }

    [Fact]
    public async Task A_taxonomy_without_names_in_a_wanted_language_names_the_labels()
    {
        using var data = new TemporaryFolder();
        using var input = TinyCoco.Write();
        await using var orchestrator = await OrchestratorUnderTest.StartAsync(data.Path);
        var spec = input.Spec();
        spec.BuildLabelSet.Languages.Add("zh");

        var job = await orchestrator.RunAsync(spec);

        job.State.Should().Be(JobState.Failed);
        job.Error.Should().ContainAll("zh", "'cat'", "'dog'").And.NotContain("'bird'");
    }

    private static string Images(string annotation) =>
        $$"""
        {"images": [{"id": 1, "file_name": "1.bmp", "width": 8, "height": 8}],
        "annotations": [{{annotation}}],
        "categories": [{"id": 1, "name": "dog"}]
        }
        """;
}
