"""Words for what details.jsonl records, and the texts of short queries in the benchmark's styles."""

TINTS = {
    "red": "红色", "orange": "橙色", "yellow": "黄色", "green": "绿色", "blue": "蓝色", "purple": "紫色", "pink": "粉色", "brown": "棕色",
    "white": "白色", "black": "黑色", "gray": "灰色", "golden": "金黄色", "chocolate": "巧克力色",
}
PERSONS = [("男人", "man", "衣服", "sweater"), ("女人", "woman", "裙子", "dress"), ("小孩", "child", "上衣", "shirt")]
PARTS = {"snowman": ("围{}围巾的", "scarf"), "house": ("{}屋顶的", "roof"), "book": ("{}封面的", "cover")}
THEMES = {
    "beach": (["海滩上", "沙滩上", "海边"], ["on the beach", "by the sea", "at the seaside"]),
    "farm": (["农场里", "草原上", "牧场上"], ["on the farm", "on the meadow", "on the pasture"]),
    "street": (["城市街道上", "马路上", "街头"], ["on a city street", "on the road", "in the city"]),
    "park": (["公园里", "公园草地上", "草坪上"], ["in the park", "on the lawn of a park", "on the grass"]),
    "snow": (["雪山下", "雪地上", "雪山脚下"], ["below the snowy mountains", "in the snow", "on the snow field"]),
    "lake": (["湖边", "湖畔", "湖岸上"], ["by the lake", "at the lakeside", "on the lake shore"]),
    "desert": (["沙漠里", "沙漠中", "戈壁上"], ["in the desert", "among the dunes", "on the dry plain"]),
    "savanna": (["大草原上", "稀树草原上", "非洲草原上"], ["on the savanna", "on the African plain", "in the yellow grassland"]),
    "living room": (["客厅里", "家里客厅", "起居室里"], ["in the living room", "at home in the living room", "in a sitting room"]),
    "bedroom": (["卧室里", "睡房里", "房间里"], ["in the bedroom", "in a cosy bedroom", "in a small bedroom"]),
    "kitchen": (["餐桌上", "厨房餐桌上", "厨房的桌上"], ["on the dining table", "on the kitchen table", "on the table in the kitchen"]),
    "airport": (["机场上", "机场跑道旁", "机场"], ["at the airport", "by the runway", "on the apron of the airport"]),
}
LIGHTS = {"Night": (["夜晚", "夜里", "晚上"], ["at night"]), "Sunset": (["傍晚", "夕阳下"], ["in the evening", "at sunset"])}
WEATHERS = {"Rain": (["下雨", "雨天"], ["in the rain", "on a rainy day"]), "Snow": (["下雪", "雪天"], ["in falling snow", "on a snowy day"]),
            "Fog": (["大雾", "雾天"], ["in the fog", "on a foggy day"])}


def article(noun):
    return ("an " if noun[0] in "aeiou" else "a ") + noun


def label_text(labels, style, language):
    """The benchmark's own styles. labels: (zh, en) pairs; style: word, sentence, or plain (what a person would add to them)."""
    zh = [label[0] for label in labels]
    en = [label[1] for label in labels]
    if style == "word":
        return "&".join(zh if language == "zh" else en)
    if style == "sentence":
        return f"一张{'和'.join(zh)}的图片" if language == "zh" else "a photo of " + " and ".join(article(noun) for noun in en)
    return "和".join(zh) if language == "zh" else " and ".join(article(noun) for noun in en)


def coloured(kind, zh, tint, variant):
    """(zh, en) of a kind with its colour, as the captions have it."""
    colour = TINTS[tint]
    if kind == "person":
        person = PERSONS[variant]
        return f"穿{colour}{person[2]}的{person[0]}", f"{person[1]} in {article(tint + ' ' + person[3])}"
    if kind in PARTS:
        return PARTS[kind][0].format(colour) + zh, f"{kind} with {article(tint + ' ' + PARTS[kind][1])}"
    if kind == "cat" and tint == "orange":
        colour = "橘色"
    return f"{colour}的{zh}", f"{tint} {kind}"


def all_texts():
    """Every word above, for the vocabulary."""
    places = [phrase for table in (THEMES, LIGHTS, WEATHERS) for both in table.values() for phrases in both for phrase in phrases]
    return [*TINTS.keys(), *TINTS.values(), *places, *(text for person in PERSONS for text in person), "一张&和的图片 a photo of and 橘色"]
