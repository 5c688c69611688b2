"""Cuts a sentence into clauses and says what opens each: an imperative, a subject, a condition and so on.

A left-to-right walk over the signs where a clause may end, linear in the sentence: it never looks further
than a few words. It decides where a clause begins and what kind it is; what the clause *means* is for the
label rules.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from pipeline.language.rules import Compiler, elements
from pipeline.language.words import PUNCT, UNKNOWN, one_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.language.words import Signs

LONGEST_LEAD_IN: Final = 12
"""How many words may stand between the start of a clause and its head: lead-ins, adverbs, joining words."""
SIGHT: Final = 9
"""How many words after a clause's head may hold its finite verb."""
FAR_SIGHT: Final = 10
"""The same after a participle: `Sitting at a desk for long periods of time can …`."""
SUBJECT: Final = 5
"""How many words may belong to a clause's subject."""
LONGEST_PHRASE: Final = 5
"""Words of a preposition with its noun: `with your good left hand`."""
SHORTEST_DESCRIPTION: Final = 4
"""Words of a fragment that may be a description; a shorter one is a name or a label."""
COMPARISON: Final = 3
"""How far apart the two halves of `as straight as` may stand."""
LITERALS: Final = frozenset(["or", "and", "so", "then", "to", "-", "do", "as", ",", "?"])
"""The words that are looked at one by one, not by their class."""
GOES_ON: Final = frozenset({"opening", "condition", "participle"})
"""Kinds of what opens a sentence and may go over into the main clause without a comma."""
LED: Final = GOES_ON | {"fragment"}
"""Kinds of clauses that end at a comma, whatever follows."""
VERBS: Final = (
    *("MOVE", "TENSE", "BREATHE", "POSTURE", "PLACE", "KEEP", "HOLD", "GRIP", "GEAR", "BEGIN", "GET"),
    *("LOOK", "REPEAT", "DO", "PAUSE", "ALLOW", "STOP"),
)
"""Classes of verbs that instruct."""
NOUNS: Final = ("BODY", "PROP", "PERSON", "POSE")
OTHER_VERBS: Final = ("SENSE", "ADVISE", "ASK", "HARM")


class Clause:
    """A clause ``[start, end)`` in words; ``head`` is the word that the rules look at first.

    ``kind`` is ``imperative``, ``ban``, ``subject``, ``predicate`` (a verb that goes on with a person: `the
    patient sits | and lifts the leg`), ``participle`` (-ing first), ``gerund`` (a participle that opens a
    sentence without a main clause), ``opening`` (a phrase before the main clause), ``condition`` (if, when, as,
    until …), ``relative``, ``fragment`` (no verb) or ``absorbed`` (more of a description).
    """

    def __init__(self, start: int, head: int, end: int, kind: str) -> None:
        self.start = start
        self.head = head
        self.end = end
        self.kind = kind


Opening = tuple[int, str]
"""What begins at a word: the clause's head and kind; ``other`` is to be decided, ``""`` is no clause."""


class Splitter:
    """Splits sentences, written as signs, into clauses by word classes and lead-ins."""

    def __init__(self, signs: Signs, lead_ins: Sequence[str]) -> None:
        words = signs.words
        bits, mask = words.bits, words.mask
        self.masks = signs.masks
        self.lead_ins = _lead_ins(signs, lead_ins)
        self.base, self.ing, self.third, self.noun_too = (bits[n] for n in ("base", "ing", "s", "noun_too"))
        self.join, self.broken, self.strong, self.number = (
            bits[n] for n in ("JOIN", "BREAK", "STRONG", "NUMBER")
        )
        self.condition, self.relative, self.ban, self.no = (
            bits[n] for n in ("CONDITION", "RELATIVE", "BAN", "NOT")
        )
        self.adverb, self.determiner, self.modal, self.body = (
            bits[n] for n in ("ADV", "DET", "MODAL", "BODY")
        )
        self.past = bits["ed"]
        self.helps = signs.bearing("HELPS")
        self.posture, self.phrase, self.unknown = bits["POSTURE"], mask("OPENS_PHRASE", "OF"), bits[UNKNOWN]
        self.duty, self.direction, self.names_posture = bits["DUTY"], bits["DIRECTION"], bits["NAMES_POSTURE"]
        self.speaker, self.narrator, self.no_verb_after = (
            bits["SPEAKER"],
            bits["NARRATOR"],
            bits["NO_VERB_AFTER"],
        )
        self.between = self.broken | self.join
        self.person = bits["PERSON"]
        self.finite = mask("AUX", "MODAL")
        self.verb = mask(*VERBS, *OTHER_VERBS)
        self.noun = mask(*NOUNS)
        self.object = mask("DET", "PRON", "LOC")
        self.article = mask("ARTICLE")
        self.governs = mask("PREP", "OPENS_PHRASE")
        self.closes = mask(PUNCT) | self.between | self.condition
        self.follows_verb = mask("DET", "PRON", "PREP", "LOC", "BODY", "PROP", "ADV", "STATE", "POSE")
        self.follows_noun_too = self.follows_verb | self.ing | mask("CONDITION", "NUMBER", "AFTER_VERB")
        self.subject_of_question = mask("SPEAKER", "NARRATOR", "ARTICLE", "POINTER")
        self.no_word = mask(PUNCT, "NUMBER")
        sign = signs.of
        self.dash, self.comma, self.do, self.as_ = sign("-"), sign(","), sign("do"), sign("as")
        self.or_, self.and_, self.so, self.to = sign("or"), sign("and"), sign("so"), sign("to")
        self.so_then = {self.so, sign("then")}
        cuts = signs.bearing("BREAK", "JOIN", "CONDITION")
        self.next_cut = re.compile(one_of(cuts)).search
        verbs = (signs.bearing(*VERBS) & signs.bearing("base")) | signs.bearing("BAN") | {sign("use")}
        self.next_cut_or_verb = re.compile(one_of(cuts | verbs)).search
        adverbs = signs.bearing("ADV") - signs.bearing("base", "ing", "CONDITION")
        joins = signs.bearing("JOIN", "OPENER") | (signs.bearing(PUNCT) - signs.bearing("BREAK"))
        self.skipped = joins | adverbs
        self.leads = self.skipped.union(self.lead_ins)
        self.skip = re.compile(one_of(joins | adverbs.difference(self.lead_ins)) + "*").match
        self.plain = {known: kind for known in signs.masks if (kind := self.plain_kind(known))}
        self.has_finite_verb = re.compile(_finite(signs, self.dash)).match

    def is_verb(self, mask: int) -> bool:
        """Say whether a word can be a verb in its base form."""
        return bool(mask & self.base and mask & self.verb)

    def is_imperative(self, signs: str, i: int, end: int) -> bool:
        """Say whether the word at ``i`` can open an imperative there."""
        masks = self.masks
        mask = masks[signs[i]]
        if not (mask & self.base and mask & self.verb):
            return False
        if i + 1 >= end:
            return True
        after = masks[signs[i + 1]]
        behind = masks[signs[i + 2]] if i + 2 < end else 0
        if (
            mask & self.determiner and after & self.body
        ):  # "lower heels to the floor", but not "lower back pain"
            verb = bool(behind & (self.direction | self.article))
        elif not mask & self.noun_too:
            verb = True
        elif after & self.broken:
            verb = signs[i + 1] != self.dash
        elif after & (self.finite | self.names_posture):
            verb = False
        elif after & self.join:  # "press and hold", but not "balance and coordination"
            verb = bool(self.is_verb(behind) or behind & (self.adverb | self.determiner))
        else:  # "Press the ball", "Press low back into the mat", but not "Press coverage"
            verb = bool(
                after & self.follows_noun_too
                or (
                    after & self.unknown
                    and ((i == 0 and behind & self.follows_verb) or self.is_led(signs, i))
                )
            )
        return verb

    def is_led(self, signs: str, i: int) -> bool:
        """Say whether how to do it stands right before a word, which is a verb then: `Gently roll tired muscles`."""
        before = self.masks[signs[i - 1]] if i else 0
        return bool(before & self.adverb and before & self.direction)

    def lead_in(self, signs: str, i: int, end: int) -> int:
        """Return the position behind the longest lead-in that begins at ``i``; ``i`` if there is none."""
        found = i
        for pattern in self.lead_ins.get(signs[i], ()):
            match = pattern.match(signs, i, min(end, i + LONGEST_LEAD_IN))
            if match and match.end() > found:
                found = match.end()
        return found

    def is_adverb(self, mask: int) -> bool:
        """Say whether a word only qualifies the next; one that may be a verb (`still`, `hold`) is it."""
        return bool(mask & self.adverb) and not mask & (self.base | self.ing | self.condition)

    def open(self, signs: str, start: int, end: int) -> Opening:
        """Return the head and the kind of what begins at ``start``."""
        if start < end and (sign := signs[start]) not in self.leads:
            return start, self.plain.get(sign) or self.kind(signs, start, end, led=False)
        i, led = start, False
        stop = min(end, start + LONGEST_LEAD_IN)
        while i < stop:
            skipped = self.skip(signs, i, stop)
            i = skipped.end() if skipped else i
            if i >= stop or signs[i] not in self.lead_ins:
                break
            behind = self.lead_in(signs, i, end)
            if behind > i:
                i, led = behind, True
            elif signs[i] in self.skipped:
                i += 1
            else:
                break
        if i >= end:
            return start, ""
        return i, self.plain.get(signs[i]) or self.kind(signs, i, end, led=led)

    def plain_kind(self, sign: str) -> str | None:
        """Return what a word opens wherever it stands; None where that depends on its neighbours."""
        mask = self.masks[sign]
        kind: str | None
        if mask & self.ban:
            kind = "ban"
        elif sign == self.do or mask & (self.no | self.ing) or (mask & self.finite and not mask & self.base):
            kind = None
        elif mask & self.condition and not mask & self.base:
            kind = "condition"
        elif mask & self.relative:
            kind = "relative"
        elif self.is_verb(mask):
            kind = None if mask & (self.noun_too | self.determiner) else "imperative"
        else:
            kind = "other"
        return kind

    def kind(self, signs: str, i: int, end: int, *, led: bool) -> str:
        """Return what the word at ``i`` opens there, behind a lead-in or not; ``other`` where that is open."""
        mask = self.masks[signs[i]]
        if self.opens_ban(signs, i, end, led=led):
            kind = "ban"
        elif not led and self.asks_or_supposes(signs, i, end):
            kind = "condition"
        elif (led and mask & self.ing) or self.is_imperative(signs, i, end):
            kind = "imperative"
        elif mask & self.ing and (mask & self.verb or self.is_participle(signs, i, end)):
            kind = "participle"
        else:
            kind = "other"
        return kind

    def is_participle(self, signs: str, i: int, end: int) -> bool:
        """Say whether an -ing form that no list holds is one: `Leading with your elbow, …`, but not `Morning stretches`."""
        after = self.masks[signs[i + 1]] if i + 1 < end else 0
        return bool(self.masks[signs[i]] & self.unknown and after & self.governs)

    def opens_ban(self, signs: str, i: int, end: int, *, led: bool) -> bool:
        """Say whether a ban begins at ``i``: `do not`, `try | not`, but not `you may | not`."""
        mask = self.masks[signs[i]]
        if mask & self.no:
            return led and bool(self.masks[signs[i - 1]] & self.duty)
        behind = self.masks[signs[i + 1]] if i + 1 < end else 0
        return signs[i] == self.do and bool(behind & self.no)

    def asks_or_supposes(self, signs: str, i: int, end: int) -> bool:
        """Say whether verb and subject are turned round: `should you feel pain`, `can your knees`."""
        mask = self.masks[signs[i]]
        turned = mask & self.finite and not mask & self.base and i + 1 < end
        return bool(turned and self.masks[signs[i + 1]] & self.subject_of_question)

    def split(self, signs: str, start: int, end: int) -> list[Clause]:
        """Return the clauses of ``signs[start:end]``, in order, covering it."""
        clauses: list[Clause] = []
        clause = head, kind = self.first(signs, start, end)
        begun = start
        i = max(start, head) + 1
        while i < end:
            first = begun == start
            goes_on = first and kind in GOES_ON
            found = (self.next_cut_or_verb if goes_on else self.next_cut)(signs, i, end)
            if not found:
                break
            i = found.start()
            after = self.cut(signs, i, end, clause, first=first)
            if after:
                clauses.append(Clause(begun, head, i, kind))
                clause = head, kind = after
                begun = i
                i = max(i, head)
            i += 1
        clauses.append(Clause(begun, head, end, kind))
        return self.mark_openings(signs, clauses) if len(clauses) > 1 or kind == "participle" else clauses

    def mark_openings(self, signs: str, clauses: list[Clause]) -> list[Clause]:
        """Make participles and fragments before the first main clause its openings.

        Without a main clause a first participle is a gerund, and so are those that are joined to it: `Bending and
        straightening the knee`.
        """
        for number, clause in enumerate(clauses):
            if clause.kind in {"imperative", "ban", "subject"}:
                opens = {"participle"} if clause.kind == "subject" else {"participle", "fragment"}
                for n in range(number):
                    if clauses[n].kind in opens:
                        clauses[n].kind = "opening"
                return clauses
        for n, clause in enumerate(clauses):
            joined = n == 0 or self.masks[signs[clause.start]] & self.join
            if clause.kind != "participle" or not joined:
                break
            clause.kind = "gerund"
        return clauses

    def first(self, signs: str, start: int, end: int) -> Opening:
        """Return what opens the sentence."""
        head, kind = self.open(signs, start, end)
        if kind == "other" and self.masks[signs[head]] & self.number and head + 1 < end:
            behind = self.open(signs, head + 1, end)
            if behind[1] in {"imperative", "ban"}:
                return behind  # "2 Lie on your back": the number of a step or a note
        if kind == "other":
            kind = self.subject_kind(signs, head, end)
        elif kind == "participle" and self.subject_kind(signs, head, end, FAR_SIGHT) == "subject":
            kind = "subject"
        elif kind == "relative" and signs[head] == self.to:
            kind = "opening"  # "To go deeper, twist more": the purpose opens the sentence
        return head, kind or "fragment"

    def cut(self, signs: str, i: int, end: int, clause: Opening, *, first: bool) -> Opening | None:
        """Return what begins at the word ``i`` and so ends the ``clause`` before it, None if nothing does.

        ``first``: it is the sentence's first clause. ``end`` is that of the sentence.
        """
        mask = self.masks[signs[i]]
        if mask & self.between:
            if i + 1 >= end or (self.masks[signs[i + 1]] & self.number and self.is_range(signs, i)):
                return None
            return self.cut_behind(signs, i, end, clause, first=first)
        if mask & self.condition and not mask & self.base:
            head, kind = clause
            near = signs[max(head, i - COMPARISON) : i] + signs[i + 1 : min(end, i + 1 + COMPARISON)]
            compares = signs[i] == self.as_ and self.as_ in near  # "as straight as you can"
            goes_on = kind == "absorbed" or (first and kind == "condition")
            return None if compares or goes_on else (i, "condition")
        if not self.goes_on(signs, i, end, clause):
            return None
        return i, "ban" if mask & self.ban else "imperative"

    def cut_behind(self, signs: str, i: int, end: int, clause: Opening, *, first: bool) -> Opening | None:
        """Return what begins behind the sign or joining word at ``i`` and ends the ``clause`` before it."""
        after = head, kind = self.open(signs, i + 1, end)
        if kind == "other":
            if clause[1] in {"subject", "predicate"} and self.is_third(signs, clause, head):
                return head, "predicate"
            return self.cut_by_phrase(signs, i, end, clause[1], head)
        if kind in {"imperative", "ban"}:
            return self.cut_by_instruction(signs, i, clause, after, first=first)
        strong = bool(self.masks[signs[i]] & self.strong)
        if kind == "condition" or (kind == "relative" and strong):
            return after
        if kind == "participle" and (strong or signs[i] == self.comma or clause[1] == "participle"):
            describes = not strong and self.describes(signs, clause, i)
            return (head, "absorbed") if describes else after
        return None

    def is_third(self, signs: str, clause: Opening, head: int) -> bool:
        """Say whether the verb at ``head`` goes on with a person: `The patient sits | and straightens the knee`."""
        mask = self.masks[signs[head]]
        if not (mask & self.third and mask & self.verb):
            return False
        subject, kind = clause
        near = signs[subject : min(head, subject + SUBJECT)]
        return kind == "predicate" or any(self.masks[sign] & self.person for sign in near)

    def is_range(self, signs: str, i: int) -> bool:
        """Say whether a dash or an `or` stands between numbers."""
        between = signs[i] == self.dash or self.masks[signs[i]] & self.join
        return bool(between and self.masks[signs[i - 1]] & self.masks[signs[i + 1]] & self.number)

    def cut_by_phrase(self, signs: str, i: int, end: int, before: str, head: int) -> Opening | None:
        """Return what begins behind ``i`` where that is no instruction, if it is a clause of its own.

        ``before`` is the kind of the clause that it ends.
        """
        sign = signs[i]
        if sign == self.so:
            return head, "condition"
        kind = self.subject_kind(signs, head, end)
        if self.masks[sign] & self.strong:
            cut = True
        elif sign == self.comma:
            cut = kind == "subject" or before in LED
        else:
            cut = kind == "subject" and before != "fragment"
        return (head, kind) if cut else None

    def cut_by_instruction(
        self, signs: str, i: int, clause: Opening, after: Opening, *, first: bool
    ) -> Opening | None:
        """Return the instruction behind ``i``, unless it is more of the ``clause`` before it."""
        sign = signs[i]
        mask = self.masks[sign]
        head, kind = after
        before_head, before = clause
        absorbed = head, "absorbed"
        found: Opening | None = after
        if sign == self.or_ and self.masks[signs[head]] & self.masks[signs[before_head]] & self.posture:
            found = None  # "Sit or lie down"
        elif kind == "ban" and sign == self.and_ and self.to in signs[max(before_head, i - SIGHT) : i]:
            found = absorbed  # "to maximise the stretch and avoid injury"
        elif self.describes(signs, clause, i):
            goes_on = (
                kind == "imperative" and not mask & self.strong and self.so_then.isdisjoint(signs[i : i + 2])
            )
            found = absorbed if goes_on else after
        elif kind == "imperative" and not mask & self.strong and self.forbids(signs, clause):
            found = (
                None if self.or_ in signs[i : i + LONGEST_LEAD_IN] else after
            )  # "Don't lift, twist or bend"
        elif mask & self.join and (before == "opening" or (before == "condition" and first)):
            found = None  # "If you lie down and raise the leg, …"
        return found

    def forbids(self, signs: str, clause: Opening) -> bool:
        """Say whether a clause is a ban, or says what one must not do."""
        head, kind = clause
        if kind != "subject":
            return kind == "ban"
        near = signs[head : head + SIGHT]
        return any(
            self.masks[sign] & self.modal and self.masks[after] & self.no for sign, after in pairwise(near)
        )

    def goes_on(self, signs: str, i: int, end: int, clause: Opening) -> bool:
        """Say whether the main clause begins at ``i`` without a comma: `If it hurts | bend the knee`."""
        if i + 1 >= end:
            return False
        qualified = i > 1 and self.is_adverb(self.masks[signs[i - 1]])
        before, mask, after = (self.masks[signs[at]] for at in (i - 2 if qualified else i - 1, i, i + 1))
        if i > 1 and mask & self.names_posture and self.masks[signs[i - 2]] & self.determiner:
            return False  # "in a comfortable position your back …"
        if before & (self.no_verb_after | self.broken):
            return False
        # "With your hands gently | pull the knee", but not "if your hands | pull"
        led = before & self.noun and self.is_governed(signs, clause[0], i - 1)
        if before & (self.modal if qualified or led else self.modal | self.noun) and not before & self.third:
            return False
        if mask & self.ban:
            return True
        behind = self.masks[signs[i + 2]] if i + 2 < end else 0
        object_follows = (
            after & (self.object | self.ing)
            or (after & self.number and behind & (self.noun | self.unknown))
            or (not mask & self.noun_too and after & self.follows_verb)
        )
        return bool(object_follows and self.is_imperative(signs, i, end))

    def is_governed(self, signs: str, head: int, noun: int) -> bool:
        """Say whether a preposition or a verb stands before the words of a noun, which is no subject then.

        `With your left hand | pull the knee`, `If it hurts your knee | stop`; not `In this pose your hands pull the knee`.
        """
        masks = self.masks
        for i in range(noun - 1, max(head, noun - LONGEST_PHRASE) - 1, -1):
            mask = masks[signs[i]]
            if mask & self.closes or (mask & self.noun and i < noun - 1):
                return False
            spoken = i > 0 and masks[signs[i - 1]] & self.speaker  # "when you bend your knee"
            told = mask & self.verb and (not mask & self.noun_too or spoken)
            if mask & self.governs or told:
                return True
        return False

    def describes(self, signs: str, clause: Opening, end: int) -> bool:
        """Say whether a clause that ends at ``end`` describes, so that what is joined to it does too."""
        kind = clause[1]
        if kind in {"subject", "fragment"}:
            return not self.instructs(signs, clause, end)
        return kind in {"absorbed", "relative"}

    def instructs(self, signs: str, clause: Opening, end: int) -> bool:
        """Say whether a clause speaks of the body or the reader: what is joined to it may instruct."""
        head, kind = clause
        mask = self.masks[signs[head]]
        short = end - head < SHORTEST_DESCRIPTION or mask & self.no_word
        if mask & self.speaker or (kind == "fragment" and short):
            return True
        if mask & self.narrator or any(sign in self.helps for sign in signs[head : min(end, head + SIGHT)]):
            return False
        after = self.masks[signs[head + 1]]
        if kind == "fragment" and mask & self.past and after & self.governs:
            return True  # "Propped up on your elbows, …"
        for sign in signs[head : head + SUBJECT]:
            mask = self.masks[sign]
            if mask & self.noun or not mask & self.determiner:
                return bool(mask & self.noun)
        return False

    def subject_kind(self, signs: str, head: int, end: int, sight: int = SIGHT) -> str:
        """Return ``subject`` when a finite verb follows soon, else ``opening`` or ``fragment``."""
        if self.masks[signs[head]] & self.phrase:
            return "opening"
        return "subject" if self.has_finite_verb(signs, head, min(end, head + sight)) else "fragment"


def _finite(signs: Signs, dash: str) -> str:
    """Return the expression of a subject and what makes it one: a finite verb, or a pronoun."""
    stops = signs.bearing("BREAK", "OPENS_CLAUSE") - {dash}
    finite, subjects = signs.bearing("AUX", "MODAL"), signs.bearing("SUBJECT")
    thirds = (signs.bearing(*VERBS, *OTHER_VERBS) & signs.bearing("s")) - signs.bearing(*NOUNS)
    sooner = one_of(stops, negated=True)
    objects_follow = signs.bearing("PREP", "OPENS_PHRASE", "OF") | {signs.of("as"), signs.of("than")}
    nouns_follow = signs.bearing("NUMBER", "NO_VERB_AFTER") - signs.bearing("SUBJECT", "RELATIVE", "JOIN")
    # "10 knee bends" has no verb.
    counted = f"{one_of(signs.bearing('NUMBER'))}{one_of(signs.bearing('BODY'))}"
    # "in front of you", "as much as you need" and "as far as you can" have no subject of the sentence.
    compared = f"{one_of({signs.of('as'), signs.of('than')})}{one_of(subjects)}"
    later = f"(?<!{compared}){one_of(finite)}|(?<!{one_of(objects_follow)}){one_of(subjects - signs.bearing('POINTER'))}"
    return (
        f"{one_of(finite | subjects)}"
        f"|{sooner}{sooner}*?(?:{later}|(?<!{one_of(nouns_follow)})(?<!{counted}){one_of(thirds - stops)})"
    )


def _lead_ins(signs: Signs, lead_ins: Sequence[str]) -> dict[str, list[re.Pattern[str]]]:
    """Return the expressions of the lead-ins by the sign that they begin with."""
    compiler = Compiler(signs)
    gerund = f"(?={one_of(signs.bearing('ing'))})"
    found: dict[str, list[re.Pattern[str]]] = {}
    for phrase in lead_ins:
        # "Start by", "focus on", "the habit of" want an -ing form: "Start with the feet together" leads nothing in.
        wants = gerund if {"by", "with", "on", "of", "about"}.intersection(elements(phrase)[-1].names) else ""
        pattern = re.compile(compiler.expression(phrase) + wants)
        for sign in compiler.openers(phrase):
            found.setdefault(sign, []).append(pattern)
    return found
