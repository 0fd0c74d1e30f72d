"""The verbs and the qualities of the small world, in three forms each.

As in words: the forms, the contexts of the item alone, its group.
"""

from .words import items_of

VERBS = (
    *items_of("ways", """
        walk walked walking: along the path, in boots, on foot
        swim swam swimming: across the lake, in the pool, against the waves
        ride rode riding: on the horse, in the saddle, with a whip
        drive drove driving: in the van, past the garage, with a map
    """),
    *items_of("meals", """
        eat ate eating: bread, with a fork, from a plate
        drink drank drinking: milk, with a straw, from a cup
        cook cooked cooking: soup, with an apron, over the stove
        bake baked baking: cake, with flour, from a recipe
    """),
    *items_of("desk", """
        write wrote writing: letters, with a pen, in a diary
        draw drew drawing: portraits, with chalk, in a sketchbook
        type typed typing: reports, in columns, on a keyboard
        print printed printing: posters, with ink, on a press
    """),
    *items_of("music", """
        sing sang singing: hymns, in a choir, with a microphone
        dance danced dancing: tango, in a ballroom, with a partner
        play played playing: violin, in an orchestra, with a bow
        whistle whistled whistling: tunes, like a blackbird, with the kettle
    """),
    *items_of("work", """
        build built building: walls, of brick, with a trowel
        dig dug digging: ditches, of clay, with a spade
        paint painted painting: fences, in blue, with a brush
        mend mended mending: roofs, of tin, with a hammer
    """),
)
QUALITIES = (
    *items_of("size", """
        big bigger biggest: elephant, whale, stadium
        small smaller smallest: mouse, ant, crumb
        tall taller tallest: giraffe, tower, poplar
        long longer longest: snake, river, queue
    """),
    *items_of("weather", """
        hot hotter hottest: oven, volcano, chilli
        cold colder coldest: glacier, freezer, icicle
        wet wetter wettest: sponge, puddle, raincoat
        dry drier driest: hay, towel, biscuit
    """),
    *items_of("feel", """
        heavy heavier heaviest: anvil, boulder, suitcase
        light lighter lightest: feather, balloon, bubble
        hard harder hardest: diamond, granite, nut
        soft softer softest: pillow, wool, velvet
    """),
    *items_of("senses", """
        loud louder loudest: siren, thunder, cannon
        quiet quieter quietest: library, whisper, owl
        bright brighter brightest: sun, lantern, lightning
        dark darker darkest: cave, cellar, tunnel
    """),
    *items_of("worth", """
        good better best: doctor, advice, idea
        bad worse worst: flood, mistake, toothache
        cheap cheaper cheapest: pencil, ticket, sandwich
        rich richer richest: banker, landlord, miser
    """),
)
