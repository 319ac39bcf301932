using ImageSearchBench.Scenes.Drawing;

namespace ImageSearchBench.Scenes.Scenery;

/// <summary>What a backdrop is painted from.</summary>
/// <param name="Air">Light and weather.</param>
/// <param name="Accent">Colour of wall or tablecloth in rooms; captions may name it.</param>
/// <param name="Rng">For details that no caption names.</param>
internal sealed record Setting(Atmosphere Air, Tint Accent, Rng Rng);
