using System.Globalization;
using System.Text;

namespace ImageSearchBench.QueryGeneration.Prompts;

/// <summary>What a variable of a prompt may hold.</summary>
internal enum PromptVariableKind
{
    /// <summary>A number of ours; may stand among the instructions.</summary>
    Number,

    /// <summary>A user's text, on one line.</summary>
    Text,

    /// <summary>Users' texts, a line each.</summary>
    Lines,
}

/// <summary>A value for a variable, already harmless.</summary>
internal readonly record struct PromptValue(PromptVariableKind Kind, string Text)
{
    /// <summary>A number.</summary>
    public static PromptValue Number(int value) => new(PromptVariableKind.Number, value.ToString(CultureInfo.InvariantCulture));

    /// <summary>A user's text: one line, without control characters.</summary>
    public static PromptValue OfText(string value) => new(PromptVariableKind.Text, Clean(value));

    /// <summary>Users' texts, a line each.</summary>
    public static PromptValue OfLines(IEnumerable<string> values) => new(PromptVariableKind.Lines, string.Join('\n', values.Select(Clean)));

    /// <summary>
    /// Control characters and line breaks become spaces, invisible format characters (direction marks, zero-width joints) go, and the marks
    /// that fence data off in our prompts are broken up: a text can neither end its fence nor hide anything.
    /// </summary>
    internal static string Clean(string value)
    {
        var clean = new StringBuilder(value.Length);
        foreach (var rune in value.EnumerateRunes())
        {
            switch (Rune.GetUnicodeCategory(rune))
            {
                case UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator:
                    clean.Append(' ');
                    break;
                case UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned:
                    break;
                default:
                    clean.Append(rune.ToString());
                    break;
            }
        }

        return clean.Replace("<<<", "‹‹‹").Replace(">>>", "›››").ToString().Trim();
    }
}

/// <summary>A prompt ready to be sent.</summary>
/// <param name="Id">Prompt, language and version.</param>
/// <param name="System">The instructions.</param>
/// <param name="User">The data.</param>
internal sealed record RenderedPrompt(string Id, string System, string User);
