using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using ImageSearchBench.QueryGeneration.Texts;

namespace ImageSearchBench.QueryGeneration.Prompts;

/// <summary>
/// A prompt file: a head with name, version, language and declared variables, then a part <c>system</c> with the instructions and a part
/// <c>user</c> with the data. Numbers may stand in both parts; data of users only in the user part, so that it is never read as an instruction.
/// </summary>
/// <example><code>
/// name: caption
/// version: 1
/// language: en
/// variables: target_length number, query text, examples lines
/// --- system
/// Describe the image in about {{target_length}} words.
/// --- user
/// {{examples}}
/// </code></example>
internal sealed partial class PromptTemplate
{
    private readonly Dictionary<string, PromptVariableKind> _variables;
    private readonly string _system;
    private readonly string _user;

    private PromptTemplate(string name, int version, Language language, Dictionary<string, PromptVariableKind> variables, string system, string user)
    {
        Name = name;
        Version = version;
        Language = language;
        _variables = variables;
        _system = system;
        _user = user;
    }

    /// <summary>Its name, such as <c>caption</c>.</summary>
    public string Name { get; }

    /// <summary>Its version, from 1; raised with every change of the text.</summary>
    public int Version { get; }

    /// <summary>The language it asks for.</summary>
    public Language Language { get; }

    /// <summary>Name, language and version, such as <c>caption.en@1</c>.</summary>
    public string Id => FormattableString.Invariant($"{Name}.{Language.Tag()}@{Version}");

    /// <summary>The declared variables and their kinds.</summary>
    public IReadOnlyDictionary<string, PromptVariableKind> Variables => _variables;

    /// <summary>Its text with the variables left out, to estimate its length.</summary>
    public string Skeleton => Mark().Replace(_system + _user, "");

    /// <summary>Reads a prompt file.</summary>
    /// <param name="text">Its text.</param>
    /// <param name="file">Its name, for messages.</param>
    /// <exception cref="FormatException">Names the file and what is wrong.</exception>
    public static PromptTemplate Parse(string text, string file)
    {
        var parts = PartMark().Split(text.ReplaceLineEndings("\n"));
        if (parts.Length != 5 || parts[1] != "system" || parts[3] != "user")
            throw new FormatException($"{file}: expected a head, then '--- system', then '--- user'.");

        var head = parts[0].Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(l => l.Split(':', 2, StringSplitOptions.TrimEntries)).ToDictionary(l => l[0], l => l.ElementAtOrDefault(1) ?? "");
        string Value(string key) => head.GetValueOrDefault(key) ?? throw new FormatException($"{file}: the head lacks '{key}:'.");

        var variables = Value("variables").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(v => v.Split(' ', 2, StringSplitOptions.TrimEntries))
            .ToDictionary(v => v[0], v => Enum.Parse<PromptVariableKind>(v.ElementAtOrDefault(1) ?? "", ignoreCase: true));
        var template = new PromptTemplate(
            Value("name"), int.Parse(Value("version"), CultureInfo.InvariantCulture), Languages.Parse(Value("language")), variables, parts[2].Trim(), parts[4].Trim());
        template.Check(file);
        return template;
    }

    /// <summary>Fills the variables in.</summary>
    /// <param name="values">A value for each declared variable, and no other.</param>
    /// <exception cref="ArgumentException">A variable is missing, undeclared or of another kind.</exception>
    public RenderedPrompt Render(IReadOnlyDictionary<string, PromptValue> values)
    {
        foreach (var (name, kind) in _variables)
        {
            if (!values.TryGetValue(name, out var value))
                throw new ArgumentException($"Prompt {Id} needs a value for '{name}'.", nameof(values));
            if (value.Kind != kind)
                throw new ArgumentException($"Prompt {Id}: '{name}' is {kind}, not {value.Kind}.", nameof(values));
        }

        if (values.Keys.FirstOrDefault(k => !_variables.ContainsKey(k)) is { } stranger)
            throw new ArgumentException($"Prompt {Id} declares no '{stranger}'.", nameof(values));
        return new RenderedPrompt(Id, Fill(_system, values), Fill(_user, values));
    }

    private static string Fill(string text, IReadOnlyDictionary<string, PromptValue> values)
    {
        // One pass over the template: what was filled in is never searched for variables again.
        var filled = new StringBuilder();
        var from = 0;
        foreach (Match mark in Mark().Matches(text))
        {
            filled.Append(text, from, mark.Index - from).Append(values[mark.Groups[1].Value].Text);
            from = mark.Index + mark.Length;
        }

        return filled.Append(text, from, text.Length - from).ToString();
    }

    private void Check(string file)
    {
        var inSystem = Mark().Matches(_system).Select(m => m.Groups[1].Value).ToHashSet(StringComparer.Ordinal);
        var inUser = Mark().Matches(_user).Select(m => m.Groups[1].Value).ToHashSet(StringComparer.Ordinal);
        if (inSystem.Concat(inUser).FirstOrDefault(v => !_variables.ContainsKey(v)) is { } undeclared)
            throw new FormatException($"{file}: '{undeclared}' is used but not declared under 'variables:'.");
        if (_variables.Keys.FirstOrDefault(v => !inSystem.Contains(v) && !inUser.Contains(v)) is { } unused)
            throw new FormatException($"{file}: '{unused}' is declared but not used.");
        if (inSystem.FirstOrDefault(v => _variables[v] != PromptVariableKind.Number) is { } data)
            throw new FormatException($"{file}: '{data}' is data of users and may stand in the user part only.");
    }

#pragma warning disable MA0023 // Split must return the captured part names.
    [GeneratedRegex(@"^--- (\w+)[ ]*\n", RegexOptions.Multiline | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex PartMark();

    [GeneratedRegex(@"\{\{(\w+)\}\}", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Mark();
#pragma warning restore MA0023
}
