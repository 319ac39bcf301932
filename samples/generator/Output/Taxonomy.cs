using System.Text.Json.Serialization;
using ImageSearchBench.Scenes.Kinds;

namespace ImageSearchBench.Scenes.Output;

/// <summary>A label with the labels that a search for it also accepts: its children, and its equivalents.</summary>
internal sealed record TaxonomyLabel(
    [property: JsonPropertyName("name")] string Name,
    [property: JsonPropertyName("zh")] string Zh,
    [property: JsonPropertyName("en")] string En,
    [property: JsonPropertyName("parents")] string[] Parents,
    [property: JsonPropertyName("equivalents")] string[] Equivalents);

/// <summary>The taxonomy file.</summary>
internal sealed record TaxonomyFile(
    [property: JsonPropertyName("version")] int Version,
    [property: JsonPropertyName("labels")] IReadOnlyList<TaxonomyLabel> Labels);

/// <summary>Which label is a case of which.</summary>
internal static class Taxonomy
{
    private static readonly (string Name, string Zh, string[] Parents)[] Parents =
    [
        ("animal", "动物", []), ("pet", "宠物", ["animal"]), ("farm animal", "家畜家禽", ["animal"]), ("wild animal", "野生动物", ["animal"]),
        ("bird", "鸟", ["animal"]), ("insect", "昆虫", ["animal"]), ("vehicle", "交通工具", []), ("motor vehicle", "机动车", ["vehicle"]),
        ("two-wheeler", "两轮车", ["vehicle"]), ("aircraft", "飞行器", ["vehicle"]), ("furniture", "家具", []), ("seat", "坐具", ["furniture"]),
        ("food", "食物", []), ("fruit", "水果", ["food"]), ("dessert", "甜点", ["food"]), ("tableware", "餐具", []), ("plant", "植物", []),
        ("building", "建筑", []), ("toy", "玩具", []), ("electronics", "电器", []),
    ];

    private static readonly Dictionary<Kind, string[]> ParentsOf = new()
    {
        [Pets.Dog] = ["pet"],
        [Pets.Cat] = ["pet"],
        [FarmAnimals.Horse] = ["farm animal"],
        [FarmAnimals.Cow] = ["farm animal"],
        [FarmAnimals.Sheep] = ["farm animal"],
        [FarmAnimals.Chicken] = ["farm animal", "bird"],
        [FarmAnimals.Duck] = ["farm animal", "bird"],
        [WildAnimals.Elephant] = ["wild animal"],
        [WildAnimals.Giraffe] = ["wild animal"],
        [WildAnimals.Zebra] = ["wild animal"],
        [WildAnimals.Camel] = ["animal"],
        [WildAnimals.Penguin] = ["wild animal", "bird"],
        [WildAnimals.Butterfly] = ["insect"],
        [RoadVehicles.Car] = ["motor vehicle"],
        [RoadVehicles.Taxi] = ["car"],
        [RoadVehicles.Bus] = ["motor vehicle"],
        [RoadVehicles.Truck] = ["motor vehicle"],
        [RoadVehicles.Motorcycle] = ["motor vehicle", "two-wheeler"],
        [RoadVehicles.Bicycle] = ["two-wheeler"],
        [Craft.Sailboat] = ["vehicle"],
        [Craft.Airplane] = ["aircraft"],
        [Craft.Balloon] = ["aircraft"],
        [Seats.Sofa] = ["seat"],
        [Seats.Armchair] = ["seat", "chair"],
        [Seats.Chair] = ["seat"],
        [Seats.Bench] = ["seat"],
        [Food.Apple] = ["fruit"],
        [Food.Banana] = ["fruit"],
        [Food.Watermelon] = ["fruit"],
        [Food.Cake] = ["dessert"],
        [Food.IceCream] = ["dessert"],
        [Plants.PalmTree] = ["tree"],
        [Plants.PineTree] = ["tree"],
    };

    private static readonly Dictionary<Kind, string[]> Equivalents = new()
    {
        [Seats.Sofa] = ["armchair"],
        [Seats.Armchair] = ["sofa"],
        [Plants.Flower] = ["potted plant"],
        [Plants.PottedPlant] = ["flower"],
    };

    public static TaxonomyFile Build()
    {
        var known = Parents.Select(parent => parent.Name).ToHashSet(StringComparer.Ordinal);
        var labels = Parents.Select(parent => new TaxonomyLabel(parent.Name, parent.Zh, parent.Name, parent.Parents, [])).ToList();
        foreach (var kind in Catalogue.All)
        {
            var parents = ParentsOf.GetValueOrDefault(kind) ?? (known.Contains(kind.Super) ? [kind.Super] : []);
            labels.Add(new TaxonomyLabel(kind.En, kind.Zh, kind.En, parents, Equivalents.GetValueOrDefault(kind) ?? []));
        }

        return new TaxonomyFile(1, labels);
    }
}
