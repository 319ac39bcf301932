namespace ImageSearchBench.Scenes.Kinds;

/// <summary>Every kind that is drawn, by ascending id.</summary>
internal static class Catalogue
{
    public static readonly IReadOnlyList<Kind> All = new[]
    {
        People.Person,
        Pets.Dog, Pets.Cat,
        FarmAnimals.Horse, FarmAnimals.Cow, FarmAnimals.Sheep, FarmAnimals.Chicken, FarmAnimals.Duck,
        WildAnimals.Elephant, WildAnimals.Giraffe, WildAnimals.Zebra, WildAnimals.Camel, WildAnimals.Penguin, WildAnimals.Butterfly,
        RoadVehicles.Car, RoadVehicles.Taxi, RoadVehicles.Bus, RoadVehicles.Truck, RoadVehicles.Bicycle, RoadVehicles.Motorcycle,
        Craft.Sailboat, Craft.Airplane, Craft.Balloon, Craft.Kite,
        Seats.Sofa, Seats.Armchair, Seats.Chair, Seats.Bed, Seats.Bench,
        RoomThings.Table, RoomThings.Lamp, RoomThings.Bookshelf, RoomThings.Television, RoomThings.Clock, RoomThings.Guitar, RoomThings.Book,
        Food.Apple, Food.Banana, Food.Watermelon, Food.Cake, Food.Pizza, Food.IceCream,
        Tableware.Cup, Tableware.Bottle, Tableware.Teapot,
        Plants.Tree, Plants.PalmTree, Plants.PineTree, Plants.Flower, Plants.PottedPlant, Plants.Cactus,
        Buildings.House, Buildings.Skyscraper, Buildings.Lighthouse, Buildings.Windmill, Buildings.Tent,
        OutdoorThings.Umbrella, OutdoorThings.Ball, OutdoorThings.TrafficLight, OutdoorThings.Snowman, OutdoorThings.Suitcase,
    }.OrderBy(kind => kind.Id).ToArray();
}
