using ImageSearchBench.Scenes.Composition;
using ImageSearchBench.Scenes.Kinds;
using ImageSearchBench.Scenes.Output;

namespace ImageSearchBench.Scenes.Tests;

public sealed class CaptionTests
{
    private static readonly (string Zh, string En)[] PersonWords = [("男人", "man"), ("女人", "woman"), ("小孩", "child"), ("人", "person")];

    [Fact]
    public void A_caption_names_only_what_is_annotated()
    {
        using var renderer = new Renderer(96, 60);
        for (var i = 0; i < 240; i++)
        {
            var scene = Scene.Make(11, i, renderer);
            var caption = Caption.Of(scene);
            var seen = scene.Picture.Objects.Select(one => one.Kind).ToHashSet();
            caption.Zh.Length.Should().BeInRange(4, 80);
            caption.En.Should().NotContain("  ");
            // Place names hold kinds' words (桌 in 餐桌, car in no place); measure words before them do not.
            foreach (var kind in Catalogue.All.Where(kind => kind != People.Person && !seen.Contains(kind)))
            {
                foreach (var number in new[] { "一", "两", "三" }) caption.Zh.Should().NotContain(number + kind.Counter + kind.Zh, "scene {0}", i);
                caption.En.Should().NotContain($"two {kind.Plural}", "scene {0}", i);
                caption.En.Should().NotContain($" {Wording.WithArticle(kind.En)} ", "scene {0}", i);
            }

            if (!seen.Contains(People.Person))
            {
                foreach (var (zh, en) in PersonWords)
                {
                    caption.Zh.Should().NotContain("个" + zh);
                    caption.En.Should().NotContain($"a {en} ");
                }
            }
        }
    }

    [Fact]
    public void A_caption_counts_what_is_annotated()
    {
        using var renderer = new Renderer(96, 60);
        for (var i = 0; i < 240; i++)
        {
            var scene = Scene.Make(12, i, renderer);
            var groups = scene.Picture.Objects.GroupBy(one => one.Group).ToArray();
            var largest = groups.OrderByDescending(group => group.Sum(one => one.Pixels)).First();
            var group = scene.Plan.Groups[largest.Key];
            var expected = new[] { Wording.Zh(group, largest.Count(), true), Wording.Zh(group, largest.Count(), false) };
            Caption.Of(scene).Zh.Should().ContainAny(expected);
        }
    }
}
