"""Word lists and sentence patterns of the synthetic community: kind, plain, about nobody.

They name no methods, no medicines and no claims about health: a screenshot of a seeded community
must be fit to show to anybody.
"""

from __future__ import annotations


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


ADJECTIVES = _words(
    """
    amber autumn balmy blue brave brief bright bronze calm candid careful cedar civil clear clever
    cloudy coastal cobalt copper coral cosy crisp curious dapper dawn deep distant dreamy dusky
    dusty early earnest easy even evening faded fair faint fond frank fresh frosty gentle gentian
    glad golden grand grassy green grey hazel hidden hollow honest humble indigo inland ivory
    jade jolly keen kind late lemon level light lilac little lively lone loyal lucid lunar maple
    marble mellow merry mild misty modest mossy muted narrow neat noble northern old olive open
    orange pale patient pearly plain placid polite proud quaint quiet rainy rare ready robust
    rosy rural russet rusty sandy sedate shady shy silent silver simple sleepy slow small smooth
    snowy soft solar sound spare starry steady still stony sunny tawny tender thankful thrifty
    tidal tidy timid topaz tranquil true umber upbeat velvet vivid wandering warm wary watchful
    wide wild windy winter wise wistful woolly young
    """
)

NOUNS = _words(
    """
    acorn alder anchor apple ash aspen badger bard barley basil bay beacon bear beaver beech bell
    birch bison bluebell boat bramble breeze bridge brook button candle canyon carp cedar cherry
    clover cloud comet compass cormorant cove crane cricket crow curlew daisy dale deer delta
    dove drum dune eagle eel elder elm ember falcon feather fennel fern ferry field finch fir
    fjord flute forest fox garden gate gull harbour hare hazel heath hedge heron hill holly
    island ivy jackdaw juniper kettle kite ladder lake lamp lantern larch lark leaf lemur lily
    linden linnet lotus lupin lynx magpie maple marten meadow mole moon moor moss moth newt oak
    oar orchard osprey otter owl panda path pebble perch petrel pigeon pine piper plover plum
    pond poplar quail quartz rabbit raven reed ridge river robin rook rowan saddle sage salmon
    seal shore sky snail snipe sorrel sparrow spruce starling stoat stone stork stream swallow
    swan swift teal tern thistle thrush tide trout tulip vale valley vole walnut warbler
    wave willow wren yarrow yew
    """
)

PASSPHRASE_WORDS = _words(
    """
    able acre album alley almond amber anchor apple apron arbor arch arrow atlas attic autumn
    azure badge bagel baker bamboo banjo barley barn basil basket bay beach bead beam bean bell
    bench berry birch biscuit blanket blue boat bonnet book bottle bowl box bracket branch brass
    bread breeze brick bridge bright broom brush bucket buckle bulb butter button cabin cable
    cactus cake camel candle canoe canvas cape card cargo carpet carrot castle cedar cello chair
    chalk cheese cherry chest chime cider cinder circle clay cliff clock cloud clover coal coast
    coat cobalt cocoa coin collar comet copper coral cord cork corn cotton cove crane crayon cream
    creek crisp crown cube cup curtain cushion dairy daisy dance dawn deck denim desk dew dial
    diary dome donkey door dove dream drum duck dune eagle easel echo elbow elm ember engine
    envelope fabric falcon farm feather fence fern ferry fiddle field fig finch flag flame flask
    flint flour flute foam fog forest fork fossil fountain fox frame frost fudge garden garlic
    gate gem ginger glass globe glove goat gold goose grain granite grape grass gravel grove
    guitar gull hammer harbor harp hat hawk hay hazel hedge herb heron hill hive honey hood hoop
    horn horse hut ice igloo ink iris iron island ivory jacket jade jar jasmine jelly jewel jigsaw
    jug juice jungle kettle key kiosk kite kitten knot ladder lake lamp lantern lark latch lawn
    leaf lemon lens letter lilac lily lime linen lion loaf lobby lodge loom lunch lute magnet maple
    marble market mast meadow melon mill mint mirror mitten moat moon moss moth motor mountain mug
    mural museum nail napkin nest nickel noodle north nut oak oar oat ocean olive onion orange
    orchard organ otter oven owl paddle paint palm panda paper park parrot pasta path peach pear
    pebble pencil penny pepper piano pier pillow pine pipe pitcher plank plate plum pocket pond
    pony poppy porch potato prairie prism pumpkin puzzle quail quarry quartz quilt rabbit radio
    raft rail rain ranch raven reed ribbon rice ridge ring river road robin rocket roof room rope
    rose rudder rug saddle sail salad salt sand satin scarf school seal seed shed shelf shell ship
    shore silk silver sky sled slipper snow soap sofa soil song south spice spoon spring spruce
    stable stairs star steam stone stove straw stream string sugar summer sun swan table tailor
    tea tent thimble thread thunder ticket tiger tile timber toast token tower trail train tray
    tree trout trunk tulip tunnel turtle valley vanilla vase velvet village vine violet violin
    wagon walnut water wave wheat wheel willow window winter wood wool wren yarn yellow zebra
    """
)

# What a pattern's {slot} may stand for.
SLOTS: dict[str, tuple[str, ...]] = {
    "when": (
        "this morning", "last night", "yesterday", "on Sunday", "over the weekend",
        "two days ago", "on Tuesday evening", "after work today", "earlier this week",
        "on the way home", "at four in the morning", "right before lunch", "on my day off",
    ),
    "lately": (
        "these days", "lately", "this month", "most evenings", "since the spring",
        "for some weeks now", "more often than I say", "now that the evenings are long",
        "since we moved", "on weekdays above all", "every now and then",
    ),
    "feeling": (
        "tired", "restless", "low", "worn out", "a bit lost", "calmer than I expected",
        "proud in a small way", "numb", "hopeful", "lonely", "on edge", "sad", "grateful",
        "foggy", "steady", "raw", "quiet inside", "ashamed for no good reason", "relieved",
        "flat", "angry at nothing in particular", "somewhere in between",
    ),
    "person": (
        "my sister", "my brother", "a friend from work", "my neighbour", "my partner",
        "my mother", "my father", "an old friend", "my son", "my daughter", "a colleague",
        "my aunt", "the woman from the library", "my cousin", "my flatmate",
    ),
    "did": (
        "went for a slow walk", "made soup", "sat by the window with a cup of tea",
        "cleared one shelf", "answered a message that I had put off for weeks", "fed the birds",
        "put my phone in another room", "wrote three lines in a notebook",
        "took the bus to the library", "cooked something simple", "listened to old records",
        "repotted two plants", "rang an old friend", "watched the rain for a while",
        "folded the washing", "baked bread that did not rise", "read ten pages",
        "said no to something for once", "opened the post", "walked as far as the river",
    ),
    "doing": (
        "walking to the corner and back", "writing things down", "talking to somebody",
        "keeping the same hours every day", "leaving the radio on", "drawing badly on purpose",
        "asking for help with the small things", "having one plan for the day and no more",
        "sitting in a park", "reading what others write here", "cooking for two days at once",
        "going to bed with a book", "letting the phone ring", "telling one person the truth",
    ),
    "hard": (
        "the mornings", "the evenings", "getting started", "the waiting", "being in a crowd",
        "the paperwork", "telling people about it", "the quiet in the flat", "Sunday afternoons",
        "the phone calls", "the first hour of the day", "family visits", "the holidays",
        "small talk", "asking for help", "saying no", "the drive to work", "the nights",
        "making plans", "being looked at", "explaining it again", "the long corridor at work",
    ),
    "place": (
        "at work", "at home", "in the supermarket", "on the train", "at the school gate",
        "in the waiting room", "at the kitchen table", "in the garden", "on the stairs",
        "at my parents' place", "in a cafe", "at the bus stop",
    ),
    "small": (
        "a cup of tea that was still hot", "ten minutes of sun", "a dog that wanted to be stroked",
        "a song that I had forgotten", "a joke of my neighbour's", "clean sheets",
        "the smell of rain", "a letter in the post", "one good hour", "a seat by the window",
        "a long phone call", "a kind word from a stranger", "the first snowdrops",
    ),
    "kindly": (
        "be gentle with yourself", "take it one hour at a time", "let it be small",
        "write again whenever you like", "rest if you can", "give it the time that it takes",
        "keep us posted if you feel like it", "do only the next small thing",
        "let somebody near you know how it is", "forget what others call progress",
    ),
    "span": (
        "a few weeks", "three months", "half a year", "almost a year", "two years", "ten days",
        "longer than I like to say", "most of my life", "one long winter",
    ),
}  # fmt: skip

TITLES = (
    "How do you get through {hard}?",
    "Does anybody else find {hard} this hard?",
    "A small thing that helped {when}",
    "Still {feeling} {lately}",
    "Feeling {feeling} and not sure why",
    "What do you say to {person}?",
    "I {did} {when}",
    "Is {doing} of any use to you?",
    "New here, and {feeling}",
    "Thank you all, from somebody {feeling}",
    "{hard}: how do you manage?",
    "Telling {person} about it",
    "Slowly learning to live with {hard}",
    "Today was better than yesterday",
    "Just need to say this somewhere",
    "{small}, and why it mattered",
    "Awake again {when}",
    "Your small wins of this week?",
    "After {span}, a first step",
    "Can we talk about {hard}?",
)

OPENINGS = (
    "I have been reading here for {span} and this is the first time that I write.",
    "I don't quite know where to begin, so I begin with {when}.",
    "It has been {span} now, and I still feel {feeling} {lately}.",
    "Hello everybody.",
    "Sorry if this has been asked before.",
    "I am {feeling} {lately}, and I would like to hear how others live with it.",
    "This may sound small, but {hard} took all that I had {when}.",
    "I am not looking for a solution, I only want to say it to people who know.",
    "Something happened {when} and I keep turning it over.",
)

STORY = (
    "I {did} {when}, and it was enough for one day.",
    "{when} I was {feeling} and could not have said why.",
    "I told {person} a part of it, and they listened without giving advice.",
    "What wears me out is {hard}, more than anything else.",
    "It comes back {place}, mostly when I am alone with it.",
    "I used to be good at {doing}, and I miss that.",
    "{person} means well, but asks too many questions at once.",
    "For {span} I told nobody, and that was the loneliest part.",
    "I notice that {doing} makes {hard} a little lighter.",
    "Some days I manage, some days I only wait until they are over.",
    "{when} there was {small}, and for a moment I forgot about the rest.",
    "I cried a bit {place} and then went on with the day.",
    "People say that it passes, and I am never sure what they mean by it.",
    "I have stopped pretending that I am fine, at least {place}.",
    "My head makes long lists {lately}, and none of them gets shorter.",
    "I wrote this twice and deleted it once.",
    "It is strange how {hard} can be easy on one day and out of reach on the next.",
    "I would have laughed at this a year ago.",
    "There is a part of me that wants to hide, and a part that is *so* tired of hiding.",
    "I am learning to count the small things: {small}, for one.",
    "I have an appointment coming up, and {hard} is what I worry about most.",
    "{person} came by {when}, and we just sat there, which was good.",
    "At the moment I try {doing}, and some days I even like it.",
    "I say that I am {feeling}, and under that there is something without a name.",
    "Nothing big happened, it only all came together {when}.",
    "I keep comparing myself with who I was before, and I lose each time.",
    "When somebody asks how I am, I say fine, because it is shorter.",
)

COMFORT = (
    "Thank you for writing this down.",
    "I read this twice, because it could have been me {when}.",
    "You are not the only one, and you are not making it up.",
    "I know {hard} all too well.",
    "What you describe takes strength, even if it does not feel like it.",
    "For me it was {doing} that made a difference, though it may be another thing for you.",
    "Nobody here will think less of you for this.",
    "It took me {span} to say something like that out loud.",
    "I have no advice, I only wanted you to know that somebody read it.",
    "Please {kindly}.",
    "I hope that tomorrow is kinder, and if it is not, {kindly}.",
    "That sounds heavy, and you carried it a long way before you put it down here.",
    "I am glad that {person} of yours listens, even if it is not always the right word.",
    "When I feel {feeling}, I try to think of {small}.",
    "You do not have to answer all of us, {kindly}.",
    "It is all right to be {feeling} about it.",
    "Your words about {hard} stayed with me all day.",
    "*Small steps* is what we used to say here, and I still like it.",
    "Sending you a quiet thought, from one who is {feeling} too.",
    "I had to smile at that part, because I {did} {when} too.",
    "Reading you, I feel less {feeling} than I did an hour ago.",
)

QUESTIONS = (
    "Does anybody know this?",
    "How do you do it {place}?",
    "What helped you in the beginning?",
    "Do you tell people {place}, or do you keep it to yourself?",
    "Is there a way to make {hard} smaller?",
    "Did {doing} ever work for you?",
    "How long did it take until you felt like yourself?",
    "Would you tell {person}?",
)

CLOSINGS = (
    "Thank you for reading.",
    "That is all for now.",
    "I hope that you all have a gentle evening.",
    "It already helps to have written it.",
    "Take care, all of you.",
    "I will look in again in a day or two.",
    "More another time.",
    "No need to answer, really.",
)
