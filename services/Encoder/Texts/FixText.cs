using System.Text;

namespace ImageSearchBench.Encoder.Texts;

/// <summary>What ftfy's <c>fix_text</c> does to a text, which OpenAI's CLIP tokenizer runs first.</summary>
internal static class FixText
{
    public static string Apply(string text) => text.Normalize(NormalizationForm.FormC);
}
