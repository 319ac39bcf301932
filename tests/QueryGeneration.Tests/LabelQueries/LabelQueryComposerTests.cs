using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using ImageSearchBench.Hosting.Errors;
using ImageSearchBench.QueryGeneration.LabelQueries;
using ImageSearchBench.QueryGeneration.Texts;

namespace ImageSearchBench.QueryGeneration.Tests.LabelQueries;

public sealed class LabelQueryComposerTests
{
    [Theory]
    [InlineData("人,摩托车,小汽车", "zh", "人&摩托车&小汽车", "一张人和摩托车和小汽车的图片")]
    [InlineData("狗", "zh-CN", "狗", "一张狗的图片")]
    [InlineData("person,motorcycle,car", "en", "person&motorcycle&car", "a photo of a person and a motorcycle and a car")]
    [InlineData("apple, skis", "en-GB", "apple&skis", "a photo of an apple and skis")]
    public void Templates_give_the_methods_texts(string names, string language, string word, string sentence)
    {
        var list = names.Split(',');
        LabelQueryComposer.Compose(list, QueryStyle.Word, Languages.Parse(language)).Should().Be(word);
        LabelQueryComposer.Compose(list, QueryStyle.Sentence, Languages.Parse(language)).Should().Be(sentence);
    }

    [Theory]
    [InlineData("a||b", "Name 2 of 3 is empty*")]
    [InlineData("a| ", "Name 2 of 2 is empty*")]
    [InlineData("a\tb", "*control character*")]
    public void A_bad_name_is_named(string names, string message) =>
        FluentActions.Invoking(() => LabelQueryComposer.Compose(names.Split('|'), QueryStyle.Word, Language.English))
            .Should().Throw<BenchException>().WithMessage(message).Which.Kind.Should().Be(ErrorKind.InvalidArgument);

    [Theory]
    [InlineData(0)]
    [InlineData(17)]
    public void The_number_of_names_is_bounded(int count) =>
        FluentActions.Invoking(() => LabelQueryComposer.Compose([.. Enumerable.Repeat("狗", count)], QueryStyle.Word, Language.Chinese))
            .Should().Throw<BenchException>().WithMessage($"*{count} names*");

    [Property]
    public bool Words_can_be_split_again(NonEmptyArray<ushort> codes)
    {
        var names = codes.Get.Take(LabelQueryComposer.MostNames).Select(c => "n" + c).ToArray();
        return LabelQueryComposer.Compose(names, QueryStyle.Word, Language.English).Split('&').SequenceEqual(names);
    }
}
