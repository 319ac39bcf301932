using System.Collections.Frozen;
using System.Reflection;
using ImageSearchBench.QueryGeneration.Texts;

namespace ImageSearchBench.QueryGeneration.Prompts;

/// <summary>The prompt files that travel in the assembly: <c>Prompts/Files/NAME.LANGUAGE.md</c>.</summary>
internal static class PromptLibrary
{
    private const string Prefix = "prompts/";

    private static readonly FrozenDictionary<(string Name, Language Language), PromptTemplate> Prompts = Load();

    /// <summary>All prompts.</summary>
    public static IEnumerable<PromptTemplate> All => Prompts.Values;

    /// <summary>A prompt by name and language.</summary>
    public static PromptTemplate Get(string name, Language language) => Prompts[(name, language)];

    private static FrozenDictionary<(string Name, Language Language), PromptTemplate> Load()
    {
        var assembly = Assembly.GetExecutingAssembly();
        return assembly.GetManifestResourceNames().Where(n => n.StartsWith(Prefix, StringComparison.Ordinal))
            .Select(n => Read(assembly, n)).ToFrozenDictionary(p => (p.Name, p.Language));
    }

    private static PromptTemplate Read(Assembly assembly, string resource)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
        var template = PromptTemplate.Parse(reader.ReadToEnd(), resource);
        return resource == $"{Prefix}{template.Name}.{template.Language.Tag()}.md"
            ? template
            : throw new FormatException($"{resource}: the file's name and its head ({template.Name}, {template.Language.Tag()}) differ.");
    }
}
