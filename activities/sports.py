"""Lists our sports and every provider's words for them.

Matching compares families; pages show the sport itself. The words come from the providers' published lists
(Strava's `sport_type`, Garmin's `typeKey`, RideWithGPS's `activity_type`, FIT's `sport/sub_sport` numbers).
An unknown word is `other`, which matches any family.
"""

import unicodedata
from dataclasses import dataclass
from functools import cache

from activities.sport_words import TRANSLATED_WORDS

OTHER = "other"
"""Everything unknown has this sport and family: it says nothing, so it fits anything."""

TRANSITION = "transition"
"""The change from one leg of a multisport event to the next is stored, never matched and not counted as a workout."""

WORD_SOURCES = ("strava", "garmin", "ridewithgps", "fit")
"""The words of these sources are known."""


@dataclass(frozen=True, slots=True)
class Sport:
    """A sport is one of ours, with the words that providers use for it, separated by blanks."""

    name: str
    family: str
    strava: str = ""
    garmin: str = ""
    ridewithgps: str = ""
    fit: str = ""


SPORTS = (
    Sport(
        "ride",
        "cycling",
        strava="Ride Velomobile",
        garmin="cycling road_biking track_cycling recumbent_cycling bmx",
        ridewithgps="cycling:generic cycling:road cycling:recumbent cycling:commute",
        fit="2/0 2/7 2/10 2/13 2/29 2/48 2/49",
    ),
    Sport(
        "gravel_ride", "cycling", strava="GravelRide", garmin="gravel_cycling", ridewithgps="cycling:gravel", fit="2/46"
    ),
    Sport("cyclocross", "cycling", garmin="cyclocross", ridewithgps="cycling:cyclocross", fit="2/11"),
    Sport(
        "mountain_bike_ride",
        "cycling",
        strava="MountainBikeRide",
        garmin="mountain_biking downhill_biking enduro_mtb",
        ridewithgps="cycling:mountain",
        fit="2/8 2/9 2/123",
    ),
    Sport("indoor_ride", "cycling", garmin="indoor_cycling", ridewithgps="cycling:indoor", fit="2/5 2/6 4/6"),
    Sport(
        "virtual_ride",
        "cycling",
        strava="VirtualRide",
        garmin="virtual_ride",
        ridewithgps="cycling:virtual",
        fit="2/58",
    ),
    Sport(
        "e_bike_ride",
        "cycling",
        strava="EBikeRide",
        garmin="e_bike_fitness",
        ridewithgps="e_biking:generic e_biking:road",
        fit="21/0 21/28 2/28",
    ),
    Sport(
        "e_mountain_bike_ride",
        "cycling",
        strava="EMountainBikeRide",
        garmin="e_bike_mountain e_enduro_mtb",
        ridewithgps="e_biking:mountain",
        fit="21/47 2/47 2/127 21/127",
    ),
    Sport(
        "handcycle",
        "cycling",
        strava="Handcycle",
        garmin="hand_cycling indoor_hand_cycling",
        ridewithgps="cycling:hand_cycling",
        fit="2/12 2/88",
    ),
    Sport(
        "run",
        "running",
        strava="Run",
        garmin="running street_running track_running indoor_running treadmill_running obstacle_run ultra_run",
        ridewithgps="running:generic running:road running:indoor",
        fit="1/0 1/1 1/2 1/4 1/45 1/59 1/67 4/1",
    ),
    Sport("trail_run", "running", strava="TrailRun", garmin="trail_running", ridewithgps="running:trail", fit="1/3"),
    Sport("virtual_run", "running", strava="VirtualRun", garmin="virtual_run", fit="1/58"),
    Sport(
        "walk",
        "walking",
        strava="Walk",
        garmin="walking casual_walking speed_walking",
        ridewithgps="walking:generic walking:indoor walking:speed",
        fit="11/0 11/27 11/30 11/31 4/27",
    ),
    Sport(
        "hike",
        "walking",
        strava="Hike",
        garmin="hiking rucking mountaineering",
        ridewithgps="walking:hiking",
        fit="17/0 17/124 16/0",
    ),
    Sport("snowshoe", "walking", strava="Snowshoe", garmin="snow_shoe_ws", ridewithgps="snow:snowshoeing", fit="35/0"),
    Sport(
        "wheelchair",
        "walking",
        strava="Wheelchair",
        garmin="wheelchair_push_run wheelchair_push_walk para_sports",
        fit="65/0 66/0 65/86 66/87 68/0",
    ),
    Sport(
        "swim",
        "swimming",
        strava="Swim",
        garmin="swimming lap_swimming open_water_swimming",
        ridewithgps="swimming:generic swimming:lap swimming:open_water",
        fit="5/0 5/17 5/18",
    ),
    Sport(
        "alpine_ski",
        "snow",
        strava="AlpineSki",
        garmin="resort_skiing resort_skiing_snowboarding_ws resort_skiing_snowboarding",
        ridewithgps="snow:alpine_skiing",
        fit="13/0 13/38",
    ),
    Sport(
        "backcountry_ski",
        "snow",
        strava="BackcountrySki",
        garmin="backcountry_skiing backcountry_skiing_snowboarding_ws backcountry_skiing_snowboarding",
        fit="13/37",
    ),
    Sport(
        "nordic_ski",
        "snow",
        strava="NordicSki",
        garmin="cross_country_skiing_ws skate_skiing_ws cross_country_skiing skate_skiing",
        ridewithgps="snow:cross_country_skiing",
        fit="12/0 12/42",
    ),
    Sport("roller_ski", "snow", strava="RollerSki"),
    Sport(
        "snowboard",
        "snow",
        strava="Snowboard",
        garmin="resort_snowboarding backcountry_snowboarding",
        ridewithgps="snow:snowboarding",
        fit="14/0 14/37 14/38",
    ),
    Sport("winter_other", "snow", garmin="winter_sports snowmobiling_ws", ridewithgps="snow:generic", fit="58/0 36/0"),
    Sport("ice_skate", "skating", strava="IceSkate", garmin="skating_ws skating", fit="33/0"),
    Sport("inline_skate", "skating", strava="InlineSkate", garmin="inline_skating", fit="30/0"),
    Sport("skateboard", "skating", strava="Skateboard"),
    Sport("row", "water", strava="Rowing", garmin="rowing_v2 rowing", fit="15/0"),
    Sport("indoor_row", "water", strava="VirtualRow", garmin="indoor_rowing", fit="4/14 15/14"),
    Sport(
        "kayak",
        "water",
        strava="Kayaking",
        garmin="kayaking_v2 whitewater_rafting_kayaking whitewater_rafting_v2 kayaking",
        fit="41/0 41/41 42/0 42/41",
    ),
    Sport("canoe", "water", strava="Canoeing", garmin="paddling_v2 paddling", fit="19/0 88/0"),
    Sport(
        "stand_up_paddle",
        "water",
        strava="StandUpPaddling",
        garmin="stand_up_paddleboarding_v2 stand_up_paddleboarding",
        fit="37/0",
    ),
    Sport("surf", "water", strava="Surfing", garmin="surfing_v2 wakesurfing surfing", fit="38/0 77/0"),
    Sport("kitesurf", "water", strava="Kitesurf", garmin="kiteboarding_v2 wind_kite_surfing kiteboarding", fit="44/0"),
    Sport("windsurf", "water", strava="Windsurf", garmin="windsurfing_v2 windsurfing", fit="43/0"),
    Sport(
        "sail",
        "water",
        strava="Sail",
        garmin="sailing_v2 offshore_grinding_v2 onshore_grinding_v2 sailing",
        fit="32/0 32/65 59/0 59/71",
    ),
    Sport(
        "water_other",
        "water",
        garmin="water_sports boating_v2 fishing_v2 wakeboarding_v2 waterskiing water_tubing snorkeling boating",
        fit="78/0 23/0 29/0 39/0 40/0 76/0 82/0",
    ),
    Sport(
        "dive",
        "water",
        garmin="diving single_gas_diving multi_gas_diving gauge_diving apnea_diving apnea_hunting ccr_diving pool_apnea",
        fit="53/0 53/53 53/54 53/55 53/56 53/57 53/63 53/121 85/0",
    ),
    Sport(
        "strength",
        "gym",
        strava="WeightTraining",
        garmin="strength_training",
        ridewithgps="training:strength",
        fit="10/20 4/20",
    ),
    Sport(
        "hiit",
        "gym",
        strava="HighIntensityIntervalTraining",
        garmin="hiit",
        ridewithgps="training:hiit",
        fit="62/0 62/70 62/73 62/74 62/75 10/70",
    ),
    Sport("crossfit", "gym", strava="Crossfit"),
    Sport("yoga", "gym", strava="Yoga", garmin="yoga", ridewithgps="training:yoga", fit="10/43"),
    Sport("pilates", "gym", strava="Pilates", garmin="pilates", fit="10/44 4/44"),
    Sport("elliptical", "gym", strava="Elliptical", garmin="elliptical", fit="4/15"),
    Sport("stair_stepper", "gym", strava="StairStepper", garmin="stair_climbing floor_climbing", fit="4/16 48/0"),
    Sport(
        "workout",
        "gym",
        strava="Workout PhysicalTherapy",
        garmin="fitness_equipment indoor_cardio jump_rope mobility",
        ridewithgps="training:generic training:cardio",
        fit="10/0 10/19 10/26 4/0 84/0 86/0",
    ),
    Sport("dance", "gym", strava="Dance", garmin="dance", fit="83/0"),
    Sport("breathwork", "gym", garmin="breathwork meditation", ridewithgps="training:breathing", fit="67/0 10/62"),
    Sport(
        "climb",
        "climbing",
        strava="RockClimbing",
        garmin="rock_climbing indoor_climbing bouldering",
        fit="31/0 31/68 31/69",
    ),
    Sport("martial_arts", "combat", garmin="boxing mixed_martial_arts", fit="47/0 80/0"),
    Sport("tennis", "racket", strava="Tennis", garmin="tennis_v2 platform_tennis tennis", fit="8/0 64/93"),
    Sport("table_tennis", "racket", strava="TableTennis", garmin="table_tennis", fit="64/97"),
    Sport("badminton", "racket", strava="Badminton", garmin="badminton", fit="64/95"),
    Sport("squash", "racket", strava="Squash", garmin="squash", fit="64/94"),
    Sport("racquetball", "racket", strava="Racquetball", garmin="racquetball", fit="64/96"),
    Sport("pickleball", "racket", strava="Pickleball", garmin="pickleball", fit="64/84"),
    Sport("padel", "racket", strava="Padel", garmin="paddelball", fit="64/85"),
    Sport("racket_other", "racket", garmin="racket_sports", fit="64/0"),
    Sport("soccer", "team", strava="Soccer", garmin="soccer", fit="7/0"),
    Sport("basketball", "team", strava="Basketball", garmin="basketball", fit="6/0"),
    Sport("cricket", "team", strava="Cricket", garmin="cricket", fit="71/0"),
    Sport("volleyball", "team", strava="Volleyball", garmin="volleyball", fit="75/0"),
    Sport(
        "team_other",
        "team",
        garmin="team_sports rugby ice_hockey field_hockey lacrosse ultimate_disc softball american_football baseball",
        fit="70/0 72/0 73/0 73/90 73/91 74/0 9/0 49/0 69/92",
    ),
    Sport("golf", "other", strava="Golf", garmin="golf disc_golf", fit="25/0 69/0"),
    Sport("multisport", "multisport", garmin="multi_sport", fit="18/0 18/78 18/79 18/80 18/81 18/82 18/126"),
    Sport(
        "transition",
        "multisport",
        garmin="transition_v2 swimToBikeTransition_v2 bikeToRunTransition_v2 runToBikeTransition_v2",
        fit="3/0 3/32 3/33 3/34",
    ),
    Sport(
        "motor",
        "motor",
        garmin="motorcycling_v2 motocross_v2 atv_v2 driving_general auto_racing overland",
        ridewithgps="driving:generic motorcycling:generic motorcycling:atv motorcycling:motocross",
        fit="22/0 22/35 22/36 24/0 81/0 81/98 81/125",
    ),
    Sport(
        "other",
        "other",
        garmin="all other steps safety assistance incident_detected stop_watch e_sport horseback_riding flying hang_gliding wingsuit_flying sky_diving rc_drone hunting hunting_fishing archery uncategorized",
        ridewithgps="other:generic unknown:generic",
        fit="0/0 254/254 63/0 20/0 26/0 27/0 28/0 34/0 45/0 46/0 56/0 79/0 87/0",
    ),
)

SPORT_BY_FILE_WORD = {
    # FIT's sport names, as programs write them out.
    "generic": OTHER,
    "training": "workout",
    "fitness_equipment": "workout",
    "transition": "transition",
    "multisport": "multisport",
    "mountaineering": "hike",
    "cross_country_skiing": "nordic_ski",
    "alpine_skiing": "alpine_ski",
    "e_biking": "e_bike_ride",
    "paddling": "kayak",
    # Words of GPX and TCX programs.
    "biking": "ride",
    "bike": "ride",
    "cycle": "ride",
    "mtb": "mountain_bike_ride",
    "mountain biking": "mountain_bike_ride",
    "road cycling": "ride",
    "gravel": "gravel_ride",
    "indoor cycling": "indoor_ride",
    "virtual cycling": "virtual_ride",
    "e-bike": "e_bike_ride",
    "ebike": "e_bike_ride",
    "jogging": "run",
    "trail running": "trail_run",
    "nordic walking": "walk",
    "cross-country skiing": "nordic_ski",
    "trekking": "hike",
    # Strava's GPX export once wrote its numbers.
    "1": "ride",
    "4": "hike",
    "9": "run",
    "10": "walk",
    "16": "swim",
}
"""Files call a sport so, beside every provider's own words."""

_SEPARATORS = str.maketrans("", "", " _-")


def _normalize(word: str) -> str:
    letters = unicodedata.normalize("NFKD", word).casefold().translate(_SEPARATORS)
    return letters if letters.isascii() else "".join(filter(str.isalnum, letters))  # without accents


@cache
def _sport_by_word() -> dict[tuple[str, str], str]:
    """Returns the sport for every source and normalized word; files may use the words of every provider."""
    lookup = {("file", _normalize(word)): sport for word, sport in SPORT_BY_FILE_WORD.items()}
    for name, words in TRANSLATED_WORDS.items():
        lookup.update({("file", word): name for word in words.split()})
    for sport in SPORTS:
        for source in WORD_SOURCES:
            for word in map(_normalize, getattr(sport, source).split()):
                lookup[source, word] = sport.name
                lookup.setdefault(("file", word), sport.name)
            lookup.setdefault(("file", _normalize(sport.name)), sport.name)
    return lookup


_FAMILY_BY_SPORT = {sport.name: sport.family for sport in SPORTS}


def sport_of(source: str, word: str | None) -> str:
    """Returns our sport for a provider's word; `source` is a provider's key, `fit` (numbers) or `file` (any words).

    A provider without words of its own here may use any. The spelling of a word (`Trail Run`, `trail_run`) makes no
    difference.
    """
    return _sport_by_word().get((source if source in WORD_SOURCES else "file", _normalize(word or "")), OTHER)


def word_of(source: str, sport: str) -> str | None:
    """Returns a provider's first word for one of our sports; None when it has none for it."""
    words = next((getattr(entry, source) for entry in SPORTS if entry.name == sport), "")
    return words.split()[0] if words else None


def file_words() -> dict[str, str]:
    """Returns our sport for every word that files use, without case, accents, blanks and hyphens; no numbers."""
    return {word: sport for (source, word), sport in _sport_by_word().items() if source == "file" and word.isalpha()}


def fit_sport(sport: int | None, sub_sport: int | None) -> str:
    """Returns our sport for FIT's two numbers; an unknown sub-sport falls back to its sport."""
    exact = _sport_by_word().get(("fit", f"{sport}/{sub_sport or 0}"))
    return exact or _sport_by_word().get(("fit", f"{sport}/0"), OTHER)


def family_of(sport: str) -> str:
    """Returns the family that matching compares; `other` for a sport that is not ours."""
    return _FAMILY_BY_SPORT.get(sport, OTHER)
