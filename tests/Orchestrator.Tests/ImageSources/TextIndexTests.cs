using FsCheck;
using FsCheck.Xunit;
using ImageSearchBench.Hosting.Errors;
using ImageSearchBench.Orchestrator.ImageSources.Library;

namespace ImageSearchBench.Orchestrator.Tests.ImageSources;

public sealed class TextIndexTests
{
    [Fact]
    public void An_image_answers_when_it_has_every_term()
    {
        var index = Of("一只白色的猫和一把红色的椅子", "一只黑色的猫", "a white cat", "红色椅子上的白色狗");

        index.Search("猫").Should().Equal(1, 0);
        index.Search("白色的猫").Should().Equal(0);
        index.Search("红色椅子").Should().Equal(3);
        index.Search("white cats").Should().Equal(2);
        index.Search("大象").Should().BeEmpty();
        index.Search("!?").Should().BeEmpty();
    }

    [Fact]
    public void Images_whose_texts_are_about_little_else_come_first()
    {
        var index = Of("a dog and a cat and a tree and a bench in the park", "a dog", "dog, dog and dog", "a cat");

        // By hand: lengths 5, 1 and 3 at a mean of 2.5, counts 1, 1 and 3 give 0.710, 1.325 and 1.507 times the idf.
        index.Search("dog").Should().Equal(2, 1, 0);
    }

    [Fact]
    public void Texts_of_an_image_add_up_in_any_order()
    {
        var index = new TextIndex(1 << 20);
        var (first, second) = (index.AddImage(), index.AddImage());
        index.AddText(first, "a dog");
        index.AddText(second, "a dog and a cat");
        index.AddText(first, "a cat");

        index.Search("dog cat").Should().Equal(first, second);
    }

    [Fact]
    public void Too_many_texts_are_refused_with_what_to_do()
    {
        var index = new TextIndex(10_000);
        var image = index.AddImage();

        var add = () =>
        {
            for (var i = 0; i < 1000; i++)
                index.AddText(image, $"word{i}");
        };

        add.Should().Throw<BenchException>().Where(e => e.Kind == ErrorKind.ResourceExhausted).WithMessage("*ImageSources__MaxLibraryBytes*");
    }

    [Property]
    public void It_finds_what_a_look_at_every_text_finds(NonEmptyArray<NonEmptyArray<byte>> texts, byte first, byte second)
    {
        // Words of a small alphabet, so that texts share them.
        var words = texts.Get.Select(t => t.Get.Select(b => $"w{b % 7}x").ToArray()).ToArray();
        var index = Of([.. words.Select(w => string.Join(' ', w))]);
        string[] query = [$"w{first % 7}x", $"w{second % 7}x"];

        var found = index.Search(string.Join(' ', query));

        found.Should().BeEquivalentTo(Enumerable.Range(0, words.Length).Where(i => query.All(words[i].Contains)));
        found.Should().OnlyHaveUniqueItems();
    }

    [Property]
    public void Postings_give_back_what_was_added(NonEmptyArray<(ushort Image, byte Count)> entries)
    {
        var postings = new Postings();
        foreach (var (image, count) in entries.Get)
            postings.Add(image * 1000, count + 1);

        postings.Read().Should().BeEquivalentTo(entries.Get.GroupBy(e => e.Image * 1000).ToDictionary(g => g.Key, g => g.Sum(e => e.Count + 1)));
    }

    private static TextIndex Of(params string[] texts)
    {
        var index = new TextIndex(1 << 24);
        foreach (var text in texts)
            index.AddText(index.AddImage(), text);
        return index;
    }
}
