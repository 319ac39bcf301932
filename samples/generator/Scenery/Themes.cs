using ImageSearchBench.Scenes.Drawing;
using static ImageSearchBench.Scenes.Kinds.Buildings;
using static ImageSearchBench.Scenes.Kinds.Craft;
using static ImageSearchBench.Scenes.Kinds.FarmAnimals;
using static ImageSearchBench.Scenes.Kinds.Food;
using static ImageSearchBench.Scenes.Kinds.OutdoorThings;
using static ImageSearchBench.Scenes.Kinds.People;
using static ImageSearchBench.Scenes.Kinds.Pets;
using static ImageSearchBench.Scenes.Kinds.Plants;
using static ImageSearchBench.Scenes.Kinds.RoadVehicles;
using static ImageSearchBench.Scenes.Kinds.RoomThings;
using static ImageSearchBench.Scenes.Kinds.Seats;
using static ImageSearchBench.Scenes.Kinds.Tableware;
using static ImageSearchBench.Scenes.Kinds.WildAnimals;

namespace ImageSearchBench.Scenes.Scenery;

/// <summary>All places. Scenes visit them in this order, so that each gets the same share.</summary>
internal static class Themes
{
    private static readonly Weather[] Wintry = [Weather.Clear, Weather.Clear, Weather.Cloudy, Weather.Rain, Weather.Snow, Weather.Fog];
    private static readonly Weather[] Dry = [Weather.Clear, Weather.Clear, Weather.Clear, Weather.Cloudy, Weather.Fog];
    private static readonly Weather[] Inside = [Weather.Clear, Weather.Clear, Weather.Cloudy, Weather.Rain, Weather.Snow];
    private static readonly Tint[] Walls = [Tint.Blue, Tint.Green, Tint.Yellow, Tint.Pink, Tint.White];

    public static readonly IReadOnlyList<Theme> All =
    [
        new("beach", ["海滩上", "沙滩上", "海边"], ["on the beach", "by the sea", "at the seaside"],
            new Zones(150, 190, 248) { Water = (136, 162) }, NatureBackdrops.Beach,
            [[Person, Umbrella, Ball], [Dog, PalmTree, Person], [Sailboat, Lighthouse, PalmTree]],
            [IceCream, Kite, Watermelon, Bench, Ball, Umbrella])
        { Months = [6, 7, 8, 9] },
        new("farm", ["农场里", "草原上", "牧场上"], ["on the farm", "on the meadow", "on the pasture"],
            new Zones(152, 168, 248), NatureBackdrops.Meadow,
            [[Cow, Horse, House], [Sheep, Dog, Tree], [Chicken, Windmill, Person]],
            [Truck, Flower, Duck, Tree, Person, Butterfly, Horse])
        { Weathers = Wintry },
        new("street", ["城市街道上", "马路上", "街头"], ["on a city street", "on the road", "in the city"],
            new Zones(166, 182, 250) { Far = 0.74f }, TownBackdrops.Street,
            [[Car, Person, TrafficLight], [Bus, Taxi, Tree], [Motorcycle, Car, Skyscraper]],
            [Bicycle, Truck, Umbrella, Dog, Person, Bicycle, TrafficLight])
        { Weathers = Wintry, Months = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12] },
        new("park", ["公园里", "公园草地上", "草坪上"], ["in the park", "on the lawn of a park", "on the grass"],
            new Zones(150, 176, 248) { Water = (158, 172) }, NatureBackdrops.Park,
            [[Person, Dog, Tree], [Bench, Tree, Bicycle], [Flower, Butterfly, Kite]],
            [Duck, Balloon, IceCream, Ball, Cat, Ball])
        { Weathers = Wintry },
        new("snow", ["雪山下", "雪地上", "雪山脚下"], ["below the snowy mountains", "in the snow", "on the snow field"],
            new Zones(156, 176, 248), NatureBackdrops.SnowMountain,
            [[Snowman, PineTree, Person], [Penguin, Snowman, PineTree], [House, PineTree, Dog]],
            [Tent, Penguin, Truck, Person])
        { Weathers = [Weather.Clear, Weather.Clear, Weather.Cloudy, Weather.Snow, Weather.Snow, Weather.Fog], Months = [12, 1, 2] },
        new("lake", ["湖边", "湖畔", "湖岸上"], ["by the lake", "at the lakeside", "on the lake shore"],
            new Zones(198, 210, 250) { Water = (146, 186) }, NatureBackdrops.Lake,
            [[Sailboat, Duck, PineTree], [Tent, Person, PineTree], [Balloon, House, Sailboat]],
            [Bench, Dog, Bicycle, Flower, Kite, Duck]),
        new("desert", ["沙漠里", "沙漠中", "戈壁上"], ["in the desert", "among the dunes", "on the dry plain"],
            new Zones(160, 176, 248), NatureBackdrops.Desert,
            [[Camel, Cactus, Person], [Truck, Cactus, Tent], [Camel, PalmTree, Car]],
            [Motorcycle, Balloon, Person, Horse])
        { Weathers = Dry },
        new("savanna", ["大草原上", "稀树草原上", "非洲草原上"], ["on the savanna", "on the African plain", "in the yellow grassland"],
            new Zones(152, 168, 248), NatureBackdrops.Savanna,
            [[Elephant, Giraffe, Tree], [Zebra, Giraffe, Elephant], [Truck, Zebra, Balloon]],
            [Tent, Person, Butterfly, Airplane])
        { Weathers = Dry, Gardened = false },
        new("living room", ["客厅里", "家里客厅", "起居室里"], ["in the living room", "at home in the living room", "in a sitting room"],
            new Zones(178, 196, 250) { Far = 0.8f }, RoomBackdrops.LivingRoom,
            [[Sofa, Cat, Lamp], [Television, Sofa, PottedPlant], [Armchair, Bookshelf, Table]],
            [Clock, Guitar, Cup, Book, Chair, Person, Dog])
        { Indoor = true, Weathers = Inside, Accents = Walls, AccentOf = ("墙", "walls"), Months = [1, 2, 3, 4, 9, 10, 11, 12] },
        new("bedroom", ["卧室里", "睡房里", "房间里"], ["in the bedroom", "in a cosy bedroom", "in a small bedroom"],
            new Zones(184, 204, 250) { Far = 0.82f }, RoomBackdrops.Bedroom,
            [[Bed, Lamp, Cat], [Bed, Guitar, Clock], [Chair, Table, Book]],
            [PottedPlant, Dog, Armchair, Suitcase, Person, Bookshelf])
        { Indoor = true, Weathers = Inside, Accents = Walls, AccentOf = ("墙", "walls"), Months = [1, 2, 3, 4, 9, 10, 11, 12] },
        new("kitchen", ["餐桌上", "厨房餐桌上", "厨房的桌上"], ["on the dining table", "on the kitchen table", "on the table in the kitchen"],
            new Zones(150, 172, 250) { Far = 0.78f, Zoom = 1.22f }, RoomBackdrops.Kitchen,
            [[Apple, Banana, Watermelon], [Cake, Cup, Teapot], [Pizza, Bottle, Cup]],
            [Flower, IceCream, Cat, Book, Clock, PottedPlant])
        {
            Indoor = true, Weathers = Inside, AccentOf = ("桌布", "tablecloth"), Months = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12],
            Accents = [Tint.Brown, Tint.Blue, Tint.Green, Tint.Red, Tint.Purple],
        },
        new("airport", ["机场上", "机场跑道旁", "机场"], ["at the airport", "by the runway", "on the apron of the airport"],
            new Zones(164, 184, 250), TownBackdrops.Airport,
            [[Airplane, Bus, Person], [Airplane, Suitcase, Person], [Truck, Airplane, Car]],
            [Suitcase, Taxi, Balloon, Dog])
        { Weathers = Wintry, Months = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12] },
    ];
}
