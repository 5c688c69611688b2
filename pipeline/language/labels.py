"""Labels: what each sentence tells the reader, by the rules of ``rules/labels.toml`` on each of its clauses."""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import TYPE_CHECKING, Final, NamedTuple, cast

from spacy.attrs import IDX, LENGTH, ORTH
from spacy.language import Language

from pipeline.language.clauses import LITERALS, Clause, Splitter
from pipeline.language.rules import Fired, RuleBook, literals, read
from pipeline.language.tokens import text_of
from pipeline.language.words import BLANK, NUMBER, PUNCT, Signs, Spellings, one_of, read_rules, words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from spacy.tokens import Doc
    from spacy.vocab import Vocab

    from pipeline.language.doses import DoseReading
    from pipeline.language.rules import Rule
    from pipeline.language.sentences import Sentence
    from pipeline.records import Direction, Label, WarningKind

KEY: Final = "readings"
SHORTEST_NAME: Final = 3
LONGEST_NAME: Final = 12
LONGEST_LABEL: Final = 5
"""Words of an instruction, colon included, that may be an exercise's name: `Squeeze the shoulder blades:`."""
LONGEST_LEAD: Final = 160
"""Code points of a sentence that may say what the list below it is."""
NO_PROSE: Final = frozenset({"front_matter", "image"})
PLACED: Final = (
    "position.posture",
    "position.place",
    "position.begin",
    "position.get",
    "position.look",
    "position.grip",
)
NOTHING: Final[frozenset[str]] = frozenset()
SILENT: Final = frozenset({"relative", "absorbed"})
"""Kinds of clauses that tell nothing by themselves."""
OPENING: Final = frozenset({"opening", "condition"})
"""Kinds of clauses whose labels stand behind those of the main clauses."""


class Match(NamedTuple):
    """A rule that matched, and the text ``[start, end)`` that it matched, in code points of the article."""

    rule: str
    start: int
    end: int


class Reading(NamedTuple):
    """What the rules say of one sentence."""

    labels: tuple[Label, ...]
    """The primary label first."""
    rules: tuple[str, ...]
    """The ids of the rules that gave the labels, and of those that found a cue."""
    dose: DoseReading | None = None
    """The dose, if the sentence is labelled ``hold_rep``."""
    cue: bool = False
    warning: WarningKind | None = None
    modification: Direction | None = None
    named: bool = False
    """The sentence is a name with a dose: ``Plank (60s)``."""
    fired: tuple[Match, ...] = ()
    """Every rule that decided on a clause, in order: also those that gave no label."""


OTHER: Final = Reading(("other",), ())


class Line(NamedTuple):
    """A sentence as signs: blanks left out."""

    signs: str
    places: Sequence[int]
    """For each sign the number of its token in the ``Doc``."""
    first: int
    """Where the clauses begin: behind a label with its colon."""
    doses: Sequence[int]
    """Where its dose stands: a word for each part of it."""
    sets_up: bool
    """Its label says that it is about the starting position."""


class Labeller:
    """Labels the sentences of a ``Doc``; holds the compiled rules, which are the same for every text."""

    def __init__(self, vocab: Vocab) -> None:
        data = read_rules("labels.toml")
        rules = read(data)
        lead_ins = data["lead_ins"].strip().splitlines()
        patterns = [pattern for rule in rules for pattern in rule.pattern]
        known = words()
        signs = Signs(known, literals([*patterns, *lead_ins], known) | LITERALS)
        self.splitter = Splitter(signs, lead_ins)
        self.book = RuleBook(rules, signs)
        self.spellings = Spellings(vocab.strings, signs)
        self.warns_below = re.compile(data["warns_below"], re.IGNORECASE)
        self.sets_up = re.compile(data["sets_up"], re.IGNORECASE)
        mask = known.mask
        self.masks = signs.masks
        self.question = signs.of("?")
        self.before_dose = signs.bearing("BEFORE_DOSE")
        self.name_breakers = signs.bearing("ARTICLE", "PRON", "MODAL", "RELATIVE", "CONDITION")
        self.phrase = signs.bearing("OPENS_PHRASE")
        self.no_words = signs.bearing(NUMBER, PUNCT)
        noun = mask("BODY", "PROP", "PERSON", "POSE")
        verb, objects = mask("base", "ing"), mask("DET", "PRON", "LOC")
        self.plain_verbs = frozenset(s for s, m in signs.masks.items() if m & verb and not m & noun)
        self.objects = frozenset(s for s, m in signs.masks.items() if m & objects and not m & noun)

    def __call__(self, doc: Doc) -> Doc:
        """Put a `Reading` for each sentence into ``doc.user_data["readings"]``."""
        sentences: list[Sentence] = doc.user_data["sentences"]
        doses: list[DoseReading | None] = doc.user_data["doses"]
        orths, starts, lengths = doc.to_array([ORTH, IDX, LENGTH]).T.tolist() if len(doc) else ([], [], [])
        signs = "".join(map(self.spellings.__getitem__, orths))
        text = text_of(doc)
        readings: list[Reading] = []
        listed_in: int | None = None
        expects = False
        for sentence, dose in zip(sentences, doses, strict=True):
            line = self.line(signs, starts, text, sentence, dose)
            if line:
                reading, fired = self.read(line, sentence, dose)
                if fired:
                    matches = (
                        Match(
                            rule.id,
                            starts[line.places[a]],
                            starts[line.places[b - 1]] + lengths[line.places[b - 1]],
                        )
                        for a, b, rule in fired
                    )
                    reading = reading._replace(fired=tuple(matches))
            else:
                reading = OTHER
            if expects and sentence.list is not None:
                listed_in = sentence.list
            if sentence.list is None or sentence.list != listed_in:
                listed_in = None
            elif line and "warning" not in reading.labels:
                reading = listed(reading)
            expects = self.opens_warnings(text, sentence)
            readings.append(reading)
        doc.user_data[KEY] = readings
        return doc

    def line(
        self, signs: str, starts: list[int], text: str, sentence: Sentence, dose: DoseReading | None
    ) -> Line | None:
        """Return a sentence as signs, or None where nothing is to be read: no prose, or no words."""
        if sentence.kind in NO_PROSE:
            return None
        begin, end = bisect_left(starts, sentence.body), bisect_left(starts, sentence.end)
        places: Sequence[int] = range(begin, end)
        own = signs[begin:end]
        if BLANK in own:
            places = [begin + i for i, sign in enumerate(own) if sign != BLANK]
            own = own.replace(BLANK, "")
        if not own:
            return None
        first, sets_up = 0, False
        if sentence.label_end is not None:
            first = bisect_left(places, bisect_left(starts, sentence.label_end))
            if first < len(own) and self.tells(own, first):
                first = 0
            sets_up = bool(self.sets_up.search(text, sentence.body, sentence.label_end))
        doses: list[int] = []
        if dose is not None:
            parts = dose.dose["spans"] or ({"start": dose.start},)
            doses = sorted(
                max(first, min(len(own) - 1, bisect_left(places, bisect_left(starts, part["start"]))))
                for part in parts
            )
        return Line(own, places, first, doses, sets_up)

    def tells(self, signs: str, end: int) -> bool:
        """Say whether what stands before a colon or dash is no label, but tells something itself."""
        kind = self.splitter.open(signs, 0, end).kind
        return kind == "ban" or (kind == "imperative" and end > LONGEST_LABEL)

    def opens_warnings(self, text: str, sentence: Sentence) -> bool:
        """Say whether what is listed below a sentence is to be avoided: `Common mistakes`, `Call your doctor if:`."""
        if sentence.end - sentence.start > LONGEST_LEAD:
            return False
        quoted = text[sentence.body : sentence.end]
        ends = quoted.rstrip("*_ ")[-3:].casefold()
        return (sentence.title or sentence.kind == "heading" or ends.endswith((":", " if"))) and bool(
            self.warns_below.search(quoted)
        )

    def read(self, line: Line, sentence: Sentence, dose: DoseReading | None) -> tuple[Reading, list[Fired]]:
        """Return the reading of a sentence and the rules that decided on it."""
        if line.first >= len(line.signs) and (dose is None or "open" in dose.anchors):
            return OTHER, []
        if sentence.kind == "heading" or (
            sentence.title and (dose is None or line.signs[-1] == self.question)
        ):
            return OTHER, []
        if sentence.title and dose is not None and dose.name_end - sentence.body > SHORTEST_NAME:
            return Reading(("hold_rep",), ("hold_rep.named",), dose, named=True), []
        named = bool(line.doses) and self.is_name_with_dose(line.signs, line.first, line.doses[0])
        if named:
            line = line._replace(first=line.doses[0], doses=())
        return self.classify(line, dose, named=named)

    def classify(self, line: Line, dose: DoseReading | None, *, named: bool) -> tuple[Reading, list[Fired]]:
        """Return what the clauses of a sentence tell, and the rules that decided on them."""
        signs, _, first, ats, sets_up = line
        anchors = dose.anchors if dose else NOTHING
        warned, fired = self.look_anywhere(signs, anchors)
        modification = next((f.rule.kind for f in fired), None)
        main: list[tuple[str, str]] = [("hold_rep", "hold_rep.named")] if named else []
        aside: list[tuple[str, str]] = []
        cues: list[str] = []
        warning: str | None = None
        clauses = self.splitter.split(signs, first, len(signs)) if first < len(signs) else []
        if first and warned and warned[0].start < first:
            clauses.insert(0, Clause(0, 0, first, "fragment"))
        warned.reverse()
        for clause in clauses:
            start, head, end, kind = clause
            dosed = bool(ats) and bisect_left(ats, start) < bisect_left(ats, end)
            while warned and warned[-1].start < start:
                warned.pop()
            found = warned[-1] if warned and warned[-1].start < end else None
            if found is None and kind not in SILENT and (kind != "condition" or start == first):
                found = self.book.first(signs, head, end, kind, anchors if dosed else NOTHING)
            rule = found.rule if found else None
            if found and rule:
                fired.append(found)
                if rule.kind == "cue":
                    cues.append(rule.id)
                if rule.label == "warning":
                    warning = warning or rule.kind
                if rule.label != "other":
                    opens = kind in OPENING and rule.label != "warning"
                    opens = opens and (rule.label != "hold_rep" or signs[head] in self.phrase)
                    (aside if opens else main).append((rule.label, rule.id))
            if dosed and (rule.label != "hold_rep" and rule.kind != "advice" if rule else kind != "subject"):
                (aside if kind in SILENT or kind == "condition" else main).append(
                    ("hold_rep", "hold_rep.dose")
                )
        if (signs[-1] == self.question and warning is None) or (not main and clauses[-1].kind == "subject"):
            main, aside = [], []
        if sets_up:
            main = [("position", rule) if label == "action" else (label, rule) for label, rule in main]
        if len(main) > 1:
            main = arrange(main)
        labels = tuple(dict.fromkeys(label for label, _ in (*main, *aside))) or ("other",)
        ids = tuple(dict.fromkeys(rule for _, rule in (*main, *aside))) + tuple(cues)
        reading = Reading(
            cast("tuple[Label, ...]", labels),
            ids,
            dose if "hold_rep" in labels else None,
            bool(cues) and labels == ("other",) and signs[-1] != self.question,
            cast("WarningKind | None", warning),
            cast("Direction | None", None if labels[0] in {"warning", "other"} else modification),
            named,
        )
        return reading, fired

    def look_anywhere(self, signs: str, dosed: frozenset[str]) -> tuple[list[Fired], list[Fired]]:
        """Return the warnings, one a word at most, and the modifications that stand anywhere in a sentence."""
        warned: list[Fired] = []
        modified: list[Fired] = []
        for found in self.book.anywhere(signs, dosed):
            if found.rule.label != "warning":
                modified.append(found)
            elif not warned or warned[-1].start != found.start:
                warned.append(found)
        return warned, modified

    def is_name_with_dose(self, signs: str, first: int, at: int) -> bool:
        """Say whether the words before the dose are a name: `Plank (60s)`, `Goblet squat – 6-8 reps`, `Calf raise 3x12`."""
        end = at
        while end > first and signs[end - 1] in self.before_dose:
            end -= 1
        name = signs[first:end]
        if (
            not 0 < len(name) <= LONGEST_NAME
            or not self.name_breakers.isdisjoint(name)
            or self.no_words.issuperset(name)
        ):
            return False
        # Where nothing stands between, "Calf raise 3x12" is a name with a dose, "Circle outward 10 times" is not.
        return end < at or (
            len(name) > 1 and name[0] not in self.plain_verbs and self.objects.isdisjoint(name)
        )


def listed(reading: Reading) -> Reading:
    """Return the reading of what stands in a list of what to avoid."""
    return reading._replace(
        labels=("warning", *(label for label in reading.labels if label != "other")),
        rules=("warning.listed", *reading.rules),
        warning="avoid_if",
    )


def arrange(main: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Look at a sentence's clauses together.

    Limb movements beside a placement are part of the starting position; a glance after a movement, and letting go after
    a hold, add nothing.
    """
    placed = any(rule.startswith(PLACED) for _, rule in main)
    if main[0][1] == "action.move.setup" and all(label == "position" for label, _ in main[1:]):
        return [("position", rule) for _, rule in main]
    if placed and all(label != "action" or rule == "action.move.setup" for label, rule in main):
        return [("position", rule) if rule == "action.move.setup" else (label, rule) for label, rule in main]
    moved = held = False
    kept = []
    for label, rule in main:
        held = held or label == "hold_rep"
        if not (moved and rule == "position.look") and not (held and rule == "action.release.bare"):
            kept.append((label, rule))
        moved = moved or label == "action"
    return kept


@Language.factory("exercise_labels", requires=["doc.user_data"], assigns=["doc.user_data"])
def create_labels(nlp: Language, name: str) -> Labeller:  # noqa: ARG001 (spaCy passes it)
    """Return the component for ``nlp.add_pipe("exercise_labels")``; it wants sentences and doses before it."""
    return Labeller(nlp.vocab)
