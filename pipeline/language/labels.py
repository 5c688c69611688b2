"""Labels: what each sentence tells the reader, by the rules of ``rules/labels.toml`` on its clauses."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, cast

from mypy_extensions import mypyc_attr
from spacy.language import Language

from pipeline.language.clauses import LITERALS, Clause, Splitter
from pipeline.language.doses import DoseReading
from pipeline.language.rules import RuleBook, literals, read
from pipeline.language.tokens import text_of, token_end, token_starts, token_words
from pipeline.language.words import BLANK, NUMBER, PUNCT, Signs, Spellings, read_rules, words
from pipeline.records import Direction, Label, WarningKind

if TYPE_CHECKING:
    from spacy.tokens import Doc
    from spacy.vocab import Vocab

    from pipeline.language.rules import Fired
    from pipeline.language.sentences import Sentence

KEY: Final = "readings"
SHORTEST_NAME: Final = 3
LONG_WORD: Final = 4
LONGEST_NAME: Final = 12
SHORTEST_ITEM: Final = 4
"""Words of a list item that may be an instruction though it looks like a name."""
LONGEST_LABEL: Final = 5
"""Words of an instruction, colon included, that may be an exercise's name: `Squeeze the shoulder blades:`."""
LONGEST_LEAD: Final = 160
"""Code points of a sentence that may say what the list below it is."""
LEADS_ON: Final = frozenset(":fF*_")
"""What a sentence ends with that says what the list below it is: a colon, an `if`, and marks behind it."""
SESSION: Final = 180
"""Seconds from which on a time in a heading is taken for the length of a session."""
LINK_ALONE: Final = re.compile(r"\[[^\[\]\n]{1,300}\]\([^()\s]{1,600}\)[.\s]*")
"""A link and nothing else belongs to the site, whatever it says: `[Skip to main content](#main)`."""
PROGRESS: Final = "progress."
"""Dose rules for where the reader is to get to: "Over time increase it to 5 seconds" has no name in front."""
NO_PROSE: Final = frozenset({"front_matter", "image"})
PLACED: Final = (
    "position.posture",
    "position.place",
    "position.begin",
    "position.get",
    "position.look",
    "position.grip",
)
"""Beginnings of the rules that place the body: limb movements beside them belong to the starting position."""
NOTHING: Final[frozenset[str]] = frozenset()
SILENT: Final = frozenset({"relative", "absorbed"})
"""Kinds of clauses that tell nothing by themselves."""
SETUP: Final = "action.move.setup"
"""The rule of limb movements that may belong to the starting position."""
OPENS_WITH: Final = "position.posture"
"""The rule whose label stands first where it is about the phrase that opens the sentence."""
OPENING: Final = frozenset({"opening", "condition"})
"""Kinds of clauses whose labels stand behind those of the main clauses."""
# Ids of what is no pattern; labels.toml gives their reasons.
NAMED: Final = "hold_rep.named"
DOSED: Final = "hold_rep.dose"
LISTED: Final = "warning.listed"
LEADS: Final = "warning.leads"
LABELLED: Final = "warning.labelled"


@mypyc_attr(serializable=True)
class Match:
    """A rule that decided, and the text ``[start, end)`` that it matched, in code points of the article."""

    def __init__(self, rule: str, start: int, end: int) -> None:
        self.rule = rule
        self.start = start
        self.end = end


@mypyc_attr(serializable=True)
class Reading:
    """What the rules say of one sentence."""

    def __init__(  # noqa: PLR0913 -- one for each field
        self,
        labels: tuple[Label, ...],
        rules: tuple[str, ...],
        dose: DoseReading | None = None,
        *,
        cue: bool = False,
        warning: WarningKind | None = None,
        modification: Direction | None = None,
        named: bool = False,
        fired: tuple[Match, ...] = (),
        fixed: bool = False,
    ) -> None:
        self.labels = labels
        """The primary label first."""
        self.rules = rules
        """The ids of the rules that gave the labels, and of those that found a cue."""
        self.dose = dose
        """The dose, if the sentence is labelled ``hold_rep``."""
        self.cue = cue
        self.warning = warning
        self.modification = modification
        self.named = named
        """The sentence is a name with a dose: ``Plank (60s)``."""
        self.fired = fired
        """Every rule that decided on a clause, in the order of the text: also those that gave no label."""
        self.fixed = fixed
        """Its place in the text decided, whatever its words are: a heading, a name, below a label that says so."""


OTHER: Final = Reading(("other",), ())
FIXED: Final = Reading(("other",), (), fixed=True)
"""What is no prose, a heading, or a title."""


class Page:
    """A text and its tokens: the sign of each, and where it starts."""

    def __init__(self, text: str, signs: str, starts: list[int]) -> None:
        self.text = text
        self.signs = signs
        self.starts = starts


class Line:
    """A sentence as signs: blanks left out."""

    def __init__(
        self,
        page: Page,
        signs: str,
        places: Sequence[int],
        first: int,
        doses: Sequence[int],
        *,
        sets_up: bool,
        silent: bool,
    ) -> None:
        self.page = page
        self.signs = signs
        self.places = places
        """For each sign the number of its token in the ``Doc``."""
        self.first = first
        """Where the clauses begin: behind a label with its colon."""
        self.doses = doses
        """Where its dose stands: a word for each part of it, in order."""
        self.sets_up = sets_up
        """Its label says that it is about the starting position."""
        self.silent = silent
        """Its label says that it is about what an exercise is good for, or what it takes."""

    def matches(self, fired: list[tuple[int, int, str]]) -> tuple[Match, ...]:
        """Return what decided, given as first word, end and rule, with its place in the text."""
        if not fired:
            return ()
        text, starts, places = self.page.text, self.page.starts, self.places
        return tuple(
            Match(rule, starts[places[first]], token_end(text, starts, places[end - 1]))
            for first, end, rule in (sorted(fired) if len(fired) > 1 else fired)
        )


class Told:
    """What the clauses of one sentence tell, collected clause by clause."""

    __slots__ = ("aside", "cues", "fired", "main", "modification", "posture", "warning")

    def __init__(self) -> None:
        self.main: list[tuple[str, str]] = []
        """Label and rule of each main clause."""
        self.posture: list[tuple[str, str]] = []
        """The same of a posture that opens the sentence: `Lying on your back, …` comes first."""
        self.aside: list[tuple[str, str]] = []
        """The same of phrases and conditions: they come behind."""
        self.cues: list[str] = []
        self.warning: str | None = None
        self.modification: str | None = None
        self.fired: list[tuple[int, int, str]] = []
        """First word, end and id of what decided."""

    def add(self, found: Fired, *, opens: bool) -> None:
        """Take the rule that decided on a clause; ``opens``: a clause that only leads to the main one."""
        start, end, rule = found.start, found.end, found.rule
        self.fired.append((start, end, rule.id))
        if rule.kind == "cue":
            self.cues.append(rule.id)
        if rule.label == "warning":
            self.warning = self.warning or rule.kind
            self.main.append((rule.label, rule.id))
        elif rule.label != "other":
            told = self.main
            if opens:
                told = self.posture if rule.id == OPENS_WITH else self.aside
            told.append((rule.label, rule.id))

    def add_dose(self, at: int, rule: str, *, opens: bool) -> None:
        """Take a dose that stands at the word ``at``."""
        self.fired.append((at, at + 1, rule))
        (self.aside if opens else self.main).append(("hold_rep", rule))

    def reading(self, line: Line, dose: DoseReading | None, *, named: bool, fixed: bool) -> Reading:
        """Return all that together."""
        if not self.fired:
            return FIXED if fixed else OTHER
        told = [*self.posture, *(arrange(self.main) if len(self.main) > 1 else self.main), *self.aside]
        labels = tuple(dict.fromkeys([label for label, _ in told])) or ("other",)
        return Reading(
            cast("tuple[Label, ...]", labels),
            (*dict.fromkeys([rule for _, rule in told]), *self.cues),
            dose if "hold_rep" in labels else None,
            cue=bool(self.cues) and labels == ("other",),
            warning=cast("WarningKind | None", self.warning),
            modification=cast(
                "Direction | None", None if labels[0] in {"warning", "other"} else self.modification
            ),
            named=named,
            fired=line.matches(self.fired),
            fixed=fixed,
        )


class Labeller:
    """Labels the sentences of a ``Doc``; holds the compiled rules, which are the same for every text."""

    def __init__(self, vocab: Vocab) -> None:
        data = read_rules("labels.toml")
        rules = read(data)
        lead_ins = data["lead_ins"].strip().splitlines()
        patterns = [pattern for rule in rules for pattern in rule.pattern]
        known = words()
        signs = Signs(known, literals([*patterns, *lead_ins], known) | LITERALS | {"your"})
        self.splitter = Splitter(signs, lead_ins)
        self.book = RuleBook(rules, signs)
        self.spellings = Spellings(vocab.strings, signs)
        self.warns_below = re.compile(data["warns_below"], re.IGNORECASE)
        self.warns = re.compile(data["warns_itself"], re.IGNORECASE)
        self.sets_up = re.compile(data["sets_up"], re.IGNORECASE)
        self.warns_label = re.compile(data["warns_label"], re.IGNORECASE)
        self.tells_nothing = re.compile(data["tells_nothing"], re.IGNORECASE)
        self.asks_before = re.compile(data["asks_before"], re.IGNORECASE)
        self.question, self.comma = signs.of("?"), signs.of(",")
        self.cross = signs.of("×")
        self.your, self.colons = signs.of("your"), frozenset((signs.of(":"), signs.of("：")))
        self.avoiding = signs.of("avoiding")
        self.crosses = frozenset((self.cross, signs.of("x")))
        self.breathing = signs.bearing("BREATHE") & signs.bearing("base")
        self.adverbs, self.base = signs.bearing("ADV"), signs.bearing("base")
        self.postures = signs.bearing("POSTURE") & signs.bearing("base")
        self.on_body = signs.bearing("TAKES_POSTURE")
        self.orders = signs.bearing("DO", "REPEAT", "HOLD", "KEEP", "PAUSE", "ADVISE")
        self.digits = signs.bearing(NUMBER)
        self.phrase = signs.bearing("OPENS_PHRASE")
        self.before_dose = signs.bearing("BEFORE_DOSE")
        self.no_words = signs.bearing(NUMBER, PUNCT, "ADV", "BEGIN") | {signs.of("with")}  # "Begin with"
        nouns = signs.bearing("BODY", "PROP", "PERSON", "POSE")
        self.plain_verbs = signs.bearing("base", "ing") - nouns
        self.objects = signs.bearing("DET", "PRON", "LOC") - nouns
        self.plurals = signs.bearing("MOVE") & signs.bearing("s")
        self.limbs = signs.bearing("BODY")
        self.held = signs.bearing("DET", "PRON") - nouns
        self.name_breakers = signs.bearing("ARTICLE", "PRON", "MODAL", "RELATIVE", "CONDITION")
        self.advice = signs.bearing("ADVISE") & signs.bearing("base") - signs.bearing("noun_too")
        self.name_breakers |= signs.bearing("BEGIN", "DO", "HOLD", "KEEP", "REPEAT") & signs.bearing(
            "s", "ed"
        )

    def __call__(self, doc: Doc) -> Doc:
        """Put a `Reading` for each sentence into ``doc.user_data["readings"]``."""
        sentences: list[Sentence] = doc.user_data["sentences"]
        doses: list[DoseReading | None] = doc.user_data["doses"]
        signs = "".join(map(self.spellings.__getitem__, token_words(doc)))
        page = Page(text_of(doc), signs, token_starts(doc))
        readings: list[Reading] = []
        expects, warned_list = False, None
        for sentence, dose in zip(sentences, doses, strict=True):
            line = self.line(page, sentence, dose)
            reading = self.read(line, sentence, dose) if line else FIXED
            if expects:
                warned_list = sentence.list
            if warned_list is not None and sentence.list != warned_list:
                warned_list = None
            if warned_list is not None and line and "warning" not in reading.labels:
                reading = warned(reading, sentence, LISTED)
            elif line and self.is_labelled_wrong(page.text, sentence) and "warning" not in reading.labels:
                reading = warned(reading, sentence, LABELLED)
            expects = self.opens_warnings(page.text, sentence)
            if expects and reading.labels == ("other",) and self.warns_itself(page.text, sentence):
                reading = warned(reading, sentence, LEADS)
            readings.append(reading)
        doc.user_data[KEY] = readings
        return doc

    def line(self, page: Page, sentence: Sentence, dose: DoseReading | None) -> Line | None:
        """Return a sentence as signs, or None where nothing is to be read: no prose, or no words."""
        if sentence.kind in NO_PROSE or (
            dose is None
            and page.text.startswith("[", sentence.body)
            and LINK_ALONE.fullmatch(page.text, sentence.body, sentence.end)
        ):
            return None
        starts = page.starts
        begin, end = sentence.token, sentence.token_end
        if sentence.body > starts[begin]:
            begin = bisect_left(starts, sentence.body, begin)
        places: Sequence[int] = range(begin, end)
        own = page.signs[begin:end]
        if BLANK in own:
            places = [begin + i for i, sign in enumerate(own) if sign != BLANK]
            own = own.replace(BLANK, "")
        if not own or (len(own) == 1 and sentence.kind == "cell" and dose is None):
            return None  # "lower" in a table is half of the body
        first, sets_up, silent = 0, False, False
        if sentence.label_end is not None:
            first = bisect_left(places, bisect_left(starts, sentence.label_end))
            label = page.text[sentence.body : sentence.label_end]
            titled = "**" in page.text[sentence.start : sentence.label_end] and is_title_case(label)
            if first < len(own) and not titled and self.tells(own, first):
                first = 0
            sets_up = bool(self.sets_up.search(label))
            silent = bool(self.tells_nothing.match(label))
        doses: list[int] = []
        if dose is not None:
            last = len(own) - 1
            parts = dose.dose["spans"] or ({"start": dose.start},)
            at = (bisect_left(places, bisect_left(starts, part["start"])) for part in parts)
            doses = sorted(max(first, min(last, place)) for place in at)
        return Line(page, own, places, first, doses, sets_up=sets_up, silent=silent)

    def tells(self, signs: str, end: int) -> bool:
        """Say whether what stands before a colon or dash is no label, but tells something itself."""
        if signs[0] in self.breathing:
            return True  # "Inhale: the back lengthens"
        head, kind = self.splitter.open(signs, 0, end)
        if kind == "imperative" and signs[head] in self.postures and not self.on_body.isdisjoint(signs[:end]):
            return True  # "Lie on your back: …", not "Sit to stand: …"
        # "Bend your knee - slowly" tells what to do: a name before a dash does not speak of the reader.
        speaks = signs[end - 1] not in self.colons and self.your in signs[:end]
        return kind == "ban" or (kind == "imperative" and (end > LONGEST_LABEL or speaks))

    def opens_warnings(self, text: str, sentence: Sentence) -> bool:
        """Say whether what is listed below is to be avoided: `Common mistakes`, `Call your doctor if:`."""
        if sentence.end - sentence.start > LONGEST_LEAD:
            return False
        titled = sentence.title or sentence.kind == "heading"
        if not titled and text[sentence.end - 1] not in LEADS_ON:
            return False
        quoted = text[sentence.body : sentence.end]
        leads_on = titled or quoted.rstrip("*_ ")[-3:].casefold().endswith((":", " if"))
        return leads_on and bool(self.warns_below.search(quoted))

    def is_labelled_wrong(self, text: str, sentence: Sentence) -> bool:
        """Say whether a sentence's label says that what follows is wrong: `Not: tilting the head`."""
        end = sentence.label_end
        return (
            end is not None
            and end < sentence.end
            and self.warns_label.match(text[sentence.body : end]) is not None
        )

    def warns_itself(self, text: str, sentence: Sentence) -> bool:
        """Say whether what opens a list of warnings is one, and asks nothing: `Stop if:`, but not `Common mistakes`."""
        quoted = text[sentence.body : sentence.end]
        return quoted[-1] != "?" and bool(self.warns.match(quoted))

    def read(self, line: Line, sentence: Sentence, dose: DoseReading | None) -> Reading:
        """Return the reading of a sentence."""
        signs, first, ats = line.signs, line.first, line.doses
        if first >= len(signs) and (dose is None or "open" in dose.anchors):
            return FIXED
        headed = sentence.kind == "heading"
        place = (sentence.body, sentence.label_end or sentence.end)
        before = line.silent and self.asks_before.match(line.page.text, *place) is not None
        if line.silent and not before:
            dose = None  # "Goal: 3x20"
        named = dose is not None and dose.name_end - sentence.body > SHORTEST_NAME
        counts = named and dose is not None and (not headed or is_exact(dose))
        if dose is not None and (before or (headed and is_count(dose, sentence))):
            # "Prerequisite: wall push-ups 3x20": what is to be mastered before has a dose of its own.
            fired = line.matches([(0, len(signs), DOSED)])
            return Reading(
                ("hold_rep",),
                (DOSED,),
                dose,
                modification="other" if before else None,
                fired=fired,
                fixed=True,
            )
        if (sentence.title and signs[-1] == self.question) or (headed and not counts):
            return self.forbids(line)
        if sentence.title and dose is None and not self.is_plain_item(line, sentence):
            return self.forbids(line)
        if headed or (sentence.title and named):
            fired = line.matches([(0, len(signs), NAMED)])
            return Reading(("hold_rep",), (NAMED,), dose, named=True, fired=fired, fixed=True)
        named = (
            dose is not None
            and bool(ats)
            and first < len(signs)
            and not dose.rules[0].startswith(PROGRESS)
            and (self.is_name_with_dose(signs, first, ats[0]) or self.is_titled(line, sentence, dose))
        )
        told = self.classify(line, dose.anchors if dose else NOTHING, named=named)
        return told.reading(line, dose, named=named, fixed=named or line.silent or sentence.title)

    def forbids(self, line: Line) -> Reading:
        """Return the reading of a heading: nothing, unless it forbids something: `### Never bounce`."""
        signs, first = line.signs, line.first
        head, kind = self.splitter.open(signs, first, len(signs)) if first < len(signs) else (0, "")
        if kind != "ban" or signs[-1] == self.question or signs[head] == self.avoiding:
            return FIXED
        told = self.classify(line, NOTHING, named=False)
        return told.reading(line, None, named=False, fixed=True) if told.warning else FIXED

    def is_plain_item(self, line: Line, sentence: Sentence) -> bool:
        """Say whether a list item that reads like a name is an instruction: `- Turning from side to side`."""
        if sentence.kind != "item" or sentence.bold:
            return False
        quoted = [word for word in line.page.text[sentence.body : sentence.end].split() if word.isalpha()]
        if len(quoted) < SHORTEST_ITEM or any(word[0].isupper() for word in quoted[1:]):
            return False
        return self.splitter.open(line.signs, 0, len(line.signs))[1] in {"imperative", "participle", "ban"}

    def classify(self, line: Line, anchors: frozenset[str], *, named: bool) -> Told:
        """Return what the clauses of a sentence tell."""
        signs, first, ats = line.signs, line.first, line.doses
        told = Told()
        warned = self.look_anywhere(signs, anchors, told)
        if named:
            told.add_dose(first, NAMED, opens=False)
            first, ats = ats[0], ()
        clauses = self.splitter.split(signs, first, len(signs)) if first < len(signs) else []
        if first and warned and warned[-1].start < first:
            clauses.insert(0, Clause(0, 0, first, "fragment"))
        for clause in clauses:
            start, head, end, kind = clause.start, clause.head, clause.end, clause.kind
            at = bisect_left(ats, start)
            dosed = at < len(ats) and ats[at] < end
            while warned and warned[-1].start < start:
                warned.pop()
            found = warned[-1] if warned and warned[-1].start < end else None
            if found is None and kind not in SILENT and (kind != "condition" or start == first):
                found = self.book.first(signs, head, end, kind, anchors if dosed else NOTHING)
            if found:
                opens = kind in OPENING
                # "Twice, slowly" opens with the dose itself; "After ten steps, turn round" does not.
                counts = found.rule.label == "hold_rep" and signs[head] not in self.phrase
                told.add(found, opens=opens and not counts)
            if dosed and self.adds_dose(found, kind):
                told.add_dose(ats[at], DOSED, opens=kind in SILENT or kind == "condition")
        if told.fired:
            self.settle(told, line, clauses)
        return told

    def settle(self, told: Told, line: Line, clauses: Sequence[Clause]) -> None:
        """Look at what the clauses tell from the sentence as a whole: questions, descriptions, labels."""
        asks = line.signs[-1] == self.question and told.warning is None
        if asks or (not told.main and clauses and clauses[-1].kind == "subject"):
            told.main, told.posture, told.aside = [], [], []
        if asks:
            told.cues = []
        if told.warning == "consult" and clauses and clauses[0].kind == "condition":
            # "If you cough more, bring up blood or feel faint, ring us": what is told is whom to ask.
            told.main = [(label, rule) for label, rule in told.main if label == "warning"]
        if line.silent:
            told.main = [(label, rule) for label, rule in told.main if label == "warning"]
            told.posture, told.aside = [], []
        if line.sets_up:
            told.main = [("position" if label == "action" else label, rule) for label, rule in told.main]

    @staticmethod
    def adds_dose(found: Fired | None, kind: str) -> bool:
        """Say whether the dose in a clause of a kind counts beside the rule that decided on it."""
        if found is None:
            return kind != "subject"
        return found.rule.label != "hold_rep" and found.rule.kind != "advice"

    def look_anywhere(self, signs: str, dosed: frozenset[str], told: Told) -> list[Fired]:
        """Return the warnings of a sentence, one a word at most and the last first; note its modification."""
        warned: list[Fired] = []
        for found in self.book.anywhere(signs, dosed):
            if found.rule.label != "warning":
                told.modification = told.modification or found.rule.kind
                told.fired.append((found.start, found.end, found.rule.id))
            elif not warned or warned[-1].start != found.start:
                warned.append(found)
        warned.reverse()
        return warned

    def is_titled(self, line: Line, sentence: Sentence, dose: DoseReading) -> bool:
        """Say whether words in Title Case stand before the dose that ends a line: `Incline Push-Up 3 sets x 10 reps`."""
        text = line.page.text
        words = text[sentence.body : dose.name_end].split()
        return (
            len(words) > 1
            and sentence.first
            and sentence.label_end is None
            and all(word[0].isupper() for word in words if len(word) >= SHORTEST_NAME)
            and line.signs[0] not in self.orders
            and not text[dose.end : sentence.end].strip(" ).*_")
        )

    def is_name_with_dose(self, signs: str, first: int, at: int) -> bool:
        """Say whether a name stands before the dose: `Plank (60s)`, `Goblet squat – 6 reps`, `Row 3x12`."""
        end = at
        while end > first and signs[end - 1] in self.before_dose:
            end -= 1
        name = signs[first:end]
        if signs[at] in self.crosses and 0 < len(name) <= LONGEST_NAME and self.digits.isdisjoint(name):
            # "Hollow body hold × 20 sec", "Hip hinge against the wall x 10", not "Lift your leg x 10"
            return name[0] not in self.advice and (signs[at] == self.cross or name[0] not in self.plain_verbs)
        product = signs[at] in self.digits and signs[at + 1 : at + 2] in self.crosses
        if (
            not 0 < len(name) <= LONGEST_NAME
            or not self.name_breakers.isdisjoint(name)
            or self.no_words.issuperset(name)
            or name[0] in self.advice
            or (
                not product and name[0] in self.adverbs and name[1] in self.base
            )  # "Quickly twist to the other side"
        ):
            return False
        orders = name[0] in self.plain_verbs
        # "Push foot inward (inversion) - hold 10 seconds": the limb right behind the verb makes it an order.
        limbed = len(name) > 2 and name[0] in self.base and name[1] in self.limbs  # noqa: PLR2004 (a verb, a limb and where to)
        if end < at and signs[at - 1] != self.comma and not limbed:
            return True
        # With nothing between, "Straight leg raise 3x12" is a name with a dose, "Circle outward 10 times" is not.
        # "Bent over row 4x8": no place, but an object, makes an order of what stands before sets and repetitions.
        objects = self.held if product and not orders else self.objects
        bare = objects.isdisjoint(name if orders else name[1:])
        # One word is a name in the plural only: "Squats 20 reps".
        return bare and (product or (not orders and (len(name) > 1 or name[0] in self.plurals)))


def is_title_case(label: str) -> bool:
    """Say whether a label is written like a title: `Engage Your Core:`."""
    words = [word for word in label.strip("*:_ ").split() if len(word) > LONG_WORD]
    return len(words) > 1 and all(word[0].isupper() for word in words)


def is_exact(dose: DoseReading) -> bool:
    """Say whether a dose in a heading is that of an exercise: a session lasts minutes, and has no repetitions."""
    hold = dose.dose["hold_s"]
    return not dose.anchors.isdisjoint({"reps", "sets"}) or (
        "hold" in dose.anchors and (hold is None or (hold[0] or 0) < SESSION)
    )


def is_count(dose: DoseReading, sentence: Sentence) -> bool:
    """Say whether a dose opens a numbered heading, before the name of what it counts: `## 2) 20 squats`."""
    return sentence.number is not None and dose.start == sentence.body and dose.rules[0].startswith("reps.")


def warned(reading: Reading, sentence: Sentence, rule: str) -> Reading:
    """Return the reading of what stands in or over a list of what to avoid: a movement there is no step."""
    fired = (Match(rule, sentence.body, sentence.end), *reading.fired)
    return Reading(("warning",), (rule,), warning="avoid_if", fired=fired, fixed=True)


def arrange(main: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Look at a sentence's clauses together.

    Limb movements beside a placement are part of the starting position, unless they are then held; a glance
    after a movement, and letting go after a hold or before a repetition, add nothing.
    """
    placed = any(rule.startswith(PLACED) for _, rule in main)
    if main[0][1] == SETUP and all(label == "position" for label, _ in main[1:]):
        return [("position", rule) for _, rule in main]
    held = main[-1][0] == "hold_rep" and main[-2][1] == SETUP
    if placed and not held and all(label != "action" or rule == SETUP for label, rule in main):
        return [("position", rule) if rule == SETUP else (label, rule) for label, rule in main]
    moved = False
    held = main[0][1] == "action.release.bare" and main[1][1] == "hold_rep.repeat"
    kept = []
    for label, rule in main:
        held = held or label == "hold_rep"
        if not (moved and rule == "position.look") and not (held and rule == "action.release.bare"):
            kept.append((label, rule))
        moved = moved or label == "action"
    return kept


@Language.factory("exercise_labels", requires=["doc.user_data"], assigns=["doc.user_data"])
def create_labels(nlp: Language, name: str) -> Labeller:  # noqa: ARG001 (spaCy passes it)
    """Return the component for ``nlp.add_pipe``; it wants sentences and doses before it."""
    return Labeller(nlp.vocab)
