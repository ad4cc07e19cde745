"""Reads the hour of a 12-hour clock, whose halves phones write in the words of their language."""

import unicodedata

HALF_DAY_H = 12
MORNING_WORDS = (
    "am a pd πμ ص صباحا قظ قبل‌ازظهر غم چب 上午 上晝 凌晨 清晨 早上 午前 오전 öö sa vorm vormittag fm ap"
    " dop dopoldne de fh rn vm yb pg to paradite eparadites priekšp priekšpusdienā priešpiet prijepodne manhã damanhã"
    " moies לפנהצ ก่อนเที่ยง ກ່ອນທ່ຽງ နံနက် ጥዋት पूर्वाह्न дп проб предиобед претпл тң үө"
)
AFTERNOON_WORDS = (
    "pm p md μμ م مساء بظ بعدازظهر غو چك 下午 下晝 晚上 午後 오후 ös ch nachm nachmittag em ip odp pop popoldne du eh"
    " in nm yh ptg tk pasdite epasdites pēcp pēcpusd pēcpusdienā popiet popodne tarde datarde nomëttes אחהצ หลังเที่ยง"
    " ຫຼັງທ່ຽງ ညနေ ከሰዓት अपराह्न пп слоб следобед попл тк үх"
)
"""Phones name the halves so, without dots and blanks (Unicode CLDR, day periods)."""
OTHER_WORDS = "klo kl um uhr om at às la alle h utc gmt z"
"""These words say nothing of the half of a day; they are those around a time, and zones that were stated before."""


def hour_of_day(hour: int, *words: str | None) -> int | None:
    """Returns the hour on a 24-hour clock, by the words around a time; None when one is unknown or there are two."""
    known = [letters for letters in map(_letters, words) if letters and letters not in MEANINGLESS]
    if not known:
        return hour
    if len(known) > 1 or known[0] not in MORNING | AFTERNOON:
        return None
    if hour > HALF_DAY_H:
        return hour  # the word only repeats what the hour says
    return hour % HALF_DAY_H + (HALF_DAY_H if known[0] in AFTERNOON else 0)


def _letters(word: str | None) -> str:
    """Returns the letters of a word, without accents that are characters of their own."""
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKC", word or "").casefold()))


def _set_of(words: str) -> frozenset[str]:
    return frozenset(map(_letters, words.split()))


MORNING, AFTERNOON, MEANINGLESS = map(_set_of, (MORNING_WORDS, AFTERNOON_WORDS, OTHER_WORDS))
