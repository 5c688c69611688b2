"""Articles that are all different, in words and in layout, so that no cache flatters a measurement.

The kinds of sentences, and new words among old ones, are about as frequent as in real articles.
"""

from __future__ import annotations

import random
from functools import cache
from itertools import accumulate
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

POSTURES = (
    "Lie on your {side} with your {part} {how}",
    "Stand with your feet {measure} apart and your {part} {how}",
    "Sit on the edge of a {thing} with your {part} {how}",
    "Start on your hands and knees, your {part} {how}",
    "Kneel on the {thing} and keep your {part} {how}",
)
ACTIONS = (
    "Slowly {verb} your {part} toward the {thing} until you feel a stretch in the {muscle}",
    "{Verb} the {side} {part} {measure} and keep the {muscle} {how}",
    "Breathe out, {verb} your {part} and squeeze the {muscle}",
    "Place a {thing} under your {part}, then {verb} it {how}",
    "{Verb} both {part}s against the {thing}, {how}",
)
DOSES = (
    "Hold for {n} seconds and repeat {m} times on each side",
    "Do {m} sets of {n} repetitions with {k} seconds of rest in between",
    "{n} reps x {m}, twice a day",
    "Hold {n}-{k} seconds, {m}x per leg",
    "Stay here for {m} slow breaths",
)
WARNINGS = (
    "Stop if you feel sharp pain in your {part}",
    "Do not let your {part} drop below the {thing}",
    "Avoid this exercise if your {part} has been operated on within {n} weeks",
    "Talk to your doctor before you {verb} with a sore {part}",
)
SHARES = {POSTURES: 10, ACTIONS: 17, DOSES: 10, WARNINGS: 2, (): 61}
"""How often each kind of sentence comes; the last is prose about something else."""
HEADINGS, LISTS = 0.15, 0.25
"""Shares of the blocks of an article."""


def _split(words: str) -> tuple[str, ...]:
    return tuple(words.split("/"))


WORDS = {
    "side": _split("back/front/left/right/stomach"),
    "part": _split(
        "knee/hip/shoulder/ankle/elbow/wrist/neck/head/chin/chest/heel/toe/thigh/calf/forearm/hand/foot/leg/arm"
    ),
    "how": _split(
        "straight/bent/relaxed/together/apart/flat/level/still/tucked/in line/without forcing/off the floor"
    ),
    "measure": _split("hip-width/shoulder-width/slightly/a few inches/half way/all the way/about a foot"),
    "thing": _split(
        "mat/chair/towel/wall/floor/band/ball/cushion/strap/table/step/bench/pillow/dowel/block/dumbbell/roller"
    ),
    "verb": _split(
        "lift/lower/bend/straighten/pull/push/raise/rotate/slide/press/tilt/reach/lean/drop/swing/curl/roll"
    ),
    "muscle": _split(
        "hamstrings/glutes/quadriceps/calf/piriformis/trapezius/deltoid/biceps/triceps/abdominals/psoas/soleus"
    ),
}
SMALL_WORDS = _split(
    "the/of/and/to/in/a/is/that/it/for/as/was/with/be/by/on/not/he/this/are/or/his/from/at/which/but/have/an/had/"
    "they/you/were/there/one/all/we/can/her/has/their/been/if/more/when/will/would/who/so/no"
)
SYLLABLES = _split("ba/co/di/fu/ga/he/ji/ko/la/mu/ne/po/qui/ra/si/tu/va/wo/xe/yo/za/bre/cla/dro/fle/gri")
VOCABULARY = 30_000


def word(dice: random.Random) -> str:
    """A made-up word of two to five syllables."""
    return "".join(dice.choices(SYLLABLES, k=dice.randint(2, 5)))


@cache
def _vocabulary() -> tuple[list[str], list[float]]:
    """Made-up words and, summed up, how often each comes: the n-th about an n-th as often as the first."""
    dice = random.Random(1)
    words = [word(dice) for _ in range(VOCABULARY)]
    return words, list(accumulate(1 / (place + 10) for place in range(VOCABULARY)))


def prose(dice: random.Random) -> str:
    """Words about something else, half of them small ones."""
    words, weights = _vocabulary()
    small = dice.choices((True, False), k=dice.randint(6, 24))
    return " ".join(
        dice.choice(SMALL_WORDS) if is_small else dice.choices(words, cum_weights=weights)[0]
        for is_small in small
    ).capitalize()


def sentence(dice: random.Random) -> str:
    """A sentence of one of the kinds."""
    (forms,) = dice.choices(list(SHARES), list(SHARES.values()))
    if not forms:
        return prose(dice) + "."
    values = {name: dice.choice(words) for name, words in WORDS.items()}
    values |= {"n": str(dice.randint(1, 60)), "m": str(dice.randint(1, 12)), "k": str(dice.randint(20, 90))}
    values["Verb"] = values["verb"].title()
    tail = dice.choice(("", "", f", {dice.choice(WORDS['how'])}", f" ({prose(dice)})"))
    return dice.choice(forms).format(**values) + tail + "."


def article(dice: random.Random, characters: int = 3000) -> str:
    """An article of about so many characters: headings, prose, lists."""
    blocks = [f"# {word(dice).title()} stretches for the {dice.choice(WORDS['part'])}"]
    length = 0
    while length < characters:
        kind = dice.random()
        if kind < HEADINGS:
            block = f"## {dice.randint(1, 20)}. {word(dice).title()} {dice.choice(WORDS['verb'])}"
        elif kind < HEADINGS + LISTS:
            block = "\n".join(f"- {sentence(dice)}" for _ in range(dice.randint(2, 6)))
        else:
            block = " ".join(sentence(dice) for _ in range(dice.randint(2, 6)))
        blocks.append(block)
        length += len(block) + 2
    return "\n\n".join(blocks) + "\n"


def noise(dice: random.Random, characters: int = 3000) -> str:
    """Text in which nearly every word is new."""
    words = " ".join(f"{word(dice)}{dice.randint(0, 10**6)}" for _ in range(characters // 14))
    return f"{sentence(dice)} {words}.\n"


def articles(number: int, characters: int = 3000, *, noisy: bool = False) -> Iterator[str]:
    """The first ``number`` articles; always the same ones."""
    dice = random.Random(7)
    make = noise if noisy else article
    return (make(dice, characters) for _ in range(number))
