using ImageSearchBench.Scenes.Drawing;
using ImageSearchBench.Scenes.Kinds;
using ImageSearchBench.Scenes.Scenery;

namespace ImageSearchBench.Scenes.Composition;

/// <summary>Several objects of one kind.</summary>
/// <param name="Kind">What they are.</param>
/// <param name="Tint">Colour of all of them, unless mixed.</param>
/// <param name="Variant">Variant of all of them, unless mixed.</param>
/// <param name="Count">How many, 1 … 3.</param>
/// <param name="Mixed">Each object has a tint and variant of its own; captions then name neither.</param>
internal sealed record Group(Kind Kind, Tint Tint, int Variant, int Count, bool Mixed);

/// <summary>What a scene shows, before anything is placed.</summary>
internal sealed record ScenePlan(Theme Theme, Atmosphere Air, Tint Accent, IReadOnlyList<Group> Groups);
