"""Cuts a sentence into clauses and says what opens each: an imperative, a subject, a participle, a condition, a fragment.

A left-to-right walk over the signs where a clause may end, linear in the sentence: it never looks further than a few
words. It decides where a clause begins and what kind it is; what the clause *means* is for the label rules.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from pipeline.language.rules import Compiler, elements
from pipeline.language.words import PUNCT, one_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.language.words import Signs

LONGEST_LEAD_IN: Final = 12
"""How many words may stand between the start of a clause and its head: lead-ins, adverbs, joining words."""
SIGHT: Final = 9
"""How many words after a clause's head may hold its finite verb."""
WORDS: Final = frozenset(
    ["or", "and", "so", "then", "to", "-", "do", "not", "n't", "by", "with", "on", "you", "i", "our", "we", "my", "their", "it", "this",
     "these", "position", "pose", "posture", "stance", "as", "for", "more", "further", "less", ",", "?"]
)
"""The words that the splitter knows one by one."""


class Clause(NamedTuple):
    """A clause ``[start, end)`` in words; ``head`` is the word that the rules look at first."""

    start: int
    head: int
    end: int
    kind: str
    """``imperative``, ``ban``, ``subject``, ``participle`` (-ing first), ``opening`` (a phrase before the main clause),
    ``condition`` (if, when, as, until …), ``relative``, ``fragment`` (no verb) or ``absorbed`` (more of a description)."""


class Opening(NamedTuple):
    """What begins at a word: the clause's head and kind; ``other`` is to be decided, ``""`` no clause."""

    head: int
    kind: str


class Splitter:
    """Splits sentences, written as signs, into clauses by word classes and lead-ins."""

    def __init__(self, signs: Signs, lead_ins: Sequence[str]) -> None:
        words = signs.words
        self.masks = signs.masks
        compiler = Compiler(signs)
        self.lead_ins: dict[str, list[re.Pattern[str]]] = {}
        gerund = f"(?={one_of(signs.bearing('ing'))})"
        for phrase in lead_ins:
            # "Start by", "focus on" want an -ing form: "Start with the feet together" leads nothing in.
            wants = gerund if {"by", "with", "on"}.intersection(elements(phrase)[-1].names) else ""
            pattern = re.compile(compiler.expression(phrase) + wants)
            for sign in compiler.openers(phrase):
                self.lead_ins.setdefault(sign, []).append(pattern)
        bits, mask = words.bits, words.mask
        self.base, self.ing, self.third, self.noun_too = bits["base"], bits["ing"], bits["s"], bits["noun_too"]
        self.adverb, self.posture, self.modal, self.determiner = bits["ADV"], bits["POSTURE"], bits["MODAL"], bits["DET"]
        self.join, self.condition, self.relative, self.ban = bits["JOIN"], bits["CONDITION"], bits["RELATIVE"], bits["BAN"]
        self.broken, self.strong, self.auxiliary, self.number = bits["BREAK"], bits["STRONG"], bits["AUX"], bits["NUMBER"]
        self.punct, self.unknown = bits[PUNCT], bits["UNKNOWN"]
        self.skipped = mask("JOIN", "OPENER")
        self.verb = mask(
            "MOVE", "TENSE", "BREATHE", "POSTURE", "PLACE", "KEEP", "HOLD", "GRIP", "GEAR", "BEGIN", "GET", "LOOK", "REPEAT",
            "DO", "PAUSE", "ALLOW", "SENSE", "ADVISE", "ASK", "HARM", "STOP",
        )  # fmt: skip
        self.instruct = self.verb & ~mask("SENSE", "ADVISE", "ASK", "HARM")
        self.follows_verb = mask("DET", "PRON", "PREP", "LOC", "BODY", "PROP", "ADV", "STATE", "POSE")
        self.object = mask("DET", "PRON", "LOC")
        self.noun = mask("BODY", "PROP", "PERSON", "POSE")
        self.finite = self.auxiliary | self.modal
        self.subject, self.phrase, self.no_verb_after = bits["SUBJECT"], bits["OPENS_PHRASE"], bits["NO_VERB_AFTER"]
        sign = signs.of
        self.or_, self.and_, self.so, self.to, self.dash, self.comma = map(sign, ("or", "and", "so", "to", "-", ","))
        self.do, self.as_ = sign("do"), sign("as")
        self.so_then = {self.so, sign("then")}
        self.no = {sign("not"), sign("n't")}
        self.speaker = {sign("you"), sign("i")}
        self.narrator = {sign(word) for word in ("our", "we", "my", "their")}
        self.pointer = {sign(word) for word in ("it", "this", "these")}
        self.noun_after = {sign(word) for word in ("position", "pose", "posture", "stance")}
        self.verb_before = {sign(word) for word in ("as", "for", "more", "further", "less")}
        cuts = signs.bearing("BREAK", "JOIN", "CONDITION")
        instructions = frozenset(s for s, m in signs.masks.items() if m & self.base and m & self.instruct)
        self.next_cut = re.compile(one_of(cuts)).search
        self.next_cut_or_verb = re.compile(one_of(cuts | instructions)).search

    def is_imperative(self, signs: str, i: int, end: int) -> bool:
        """Say whether the word at ``i`` can open an imperative there."""
        mask = self.masks[signs[i]]
        if not (mask & self.base and mask & self.verb):
            return False
        if not mask & self.noun_too or i + 1 >= end:
            return True
        following = signs[i + 1]
        after = self.masks[following]
        if after & self.broken:
            return following != self.dash
        if following in self.noun_after or after & self.finite:
            return False
        if after & self.join:
            # "press and hold", but not "balance and coordination"
            return i + 2 < end and bool(self.masks[signs[i + 2]] & (self.base | self.adverb | self.determiner))
        if i == 0 and after & self.unknown and i + 2 < end and self.masks[signs[i + 2]] & self.follows_verb:
            return True  # "Press low back into the mat"
        return bool(after & (self.follows_verb | self.condition | self.number | self.ing)) or following in self.verb_before

    def lead_in(self, signs: str, i: int, end: int) -> int:
        """Return the position behind the longest lead-in that begins at ``i`` (``i`` itself if there is none)."""
        found = i
        for pattern in self.lead_ins.get(signs[i], ()):
            match = pattern.match(signs, i, min(end, i + LONGEST_LEAD_IN))
            if match and match.end() > found:
                found = match.end()
        return found

    def is_adverb(self, mask: int) -> bool:
        """Say whether a word only qualifies what follows; one that could be a verb (`still`, `hold`) is the verb."""
        return bool(mask & self.adverb) and not mask & (self.base | self.ing | self.condition)

    def open(self, signs: str, start: int, end: int) -> Opening:
        """Return the head and the kind of what begins at ``start``."""
        i, led = start, False
        stop = min(end, start + LONGEST_LEAD_IN)
        while i < stop:
            mask = self.masks[signs[i]]
            if mask & self.skipped or (self.is_adverb(mask) and signs[i] not in self.lead_ins):
                i += 1
                continue
            behind = self.lead_in(signs, i, end)
            if behind > i:
                led = True
            elif self.is_adverb(mask):
                behind = i + 1
            else:
                break
            i = behind
        if i >= end:
            return Opening(start, "")
        return Opening(i, self.kind(signs, i, end, led=led))

    def kind(self, signs: str, i: int, end: int, *, led: bool) -> str:
        """Return what the word at ``i`` opens; ``other`` where its class does not say."""
        mask = self.masks[signs[i]]
        if mask & self.ban or (signs[i] == self.do and i + 1 < end and signs[i + 1] in self.no):
            return "ban"
        if mask & self.condition and not mask & self.base:
            return "condition"
        if mask & self.relative:
            return "relative"
        if (led and mask & self.ing) or self.is_imperative(signs, i, end):
            return "imperative"
        return "participle" if mask & self.ing and mask & self.verb else "other"

    def split(self, signs: str, start: int, end: int) -> list[Clause]:
        """Return the clauses of ``signs[start:end]``, in order, covering it."""
        clauses: list[Clause] = []
        head, kind = self.first(signs, start, end)
        clause = Clause(start, head, end, kind)
        i = max(start, clause.head) + 1
        while i < end:
            first = clause.start == start
            goes_on = first and clause.kind in {"opening", "condition", "participle"}
            found = (self.next_cut_or_verb if goes_on else self.next_cut)(signs, i, end)
            if not found:
                break
            i = found.start()
            after = self.cut(signs, i, end, clause, first=first)
            if after:
                clauses.append(Clause(clause.start, clause.head, i, clause.kind))
                clause = Clause(i, after.head, end, after.kind)
                i = max(i, after.head)
            i += 1
        clauses.append(clause)
        return mark_openings(clauses)

    def first(self, signs: str, start: int, end: int) -> Opening:
        """Return what opens the sentence."""
        head, kind = self.open(signs, start, end)
        if kind == "other":
            kind = self.subject_kind(signs, head, end)
        elif kind == "participle" and self.subject_kind(signs, head, end) == "subject":
            kind = "subject"
        elif kind == "relative" and signs[head] == self.to:
            kind = "opening"  # "To go deeper, twist more": the purpose opens the sentence
        return Opening(head, kind or "fragment")

    def cut(self, signs: str, i: int, end: int, clause: Clause, *, first: bool) -> Opening | None:
        """Return what begins at the word ``i`` and so ends the ``clause`` before it (the sentence's ``first``?), or None.

        The ``end`` is that of the sentence.
        """
        mask = self.masks[signs[i]]
        if mask & (self.broken | self.join):
            if i + 1 >= end or self.is_range(signs, i):
                return None
            after = self.open(signs, i + 1, end)
            if after.kind == "other":
                return self.cut_by_phrase(signs, i, end, clause, after.head)
            if after.kind in {"imperative", "ban"}:
                return self.cut_by_instruction(signs, i, clause, after, first=first)
            strong = mask & self.strong
            if after.kind == "condition" or (after.kind == "relative" and strong):
                return after
            if after.kind == "participle" and (strong or signs[i] == self.comma or clause.kind == "participle"):
                return Opening(after.head, "absorbed") if not strong and self.describes(signs, clause, i) else after
            return None
        if mask & self.condition and not mask & self.base:
            if signs[i] == self.as_ and self.as_ in signs[max(clause.head, i - 3) : i] + signs[i + 1 : min(end, i + 4)]:
                return None  # "as straight as you can"
            goes_on = clause.kind == "absorbed" or (first and clause.kind == "condition")
            return None if goes_on else Opening(i, "condition")
        return Opening(i, "imperative") if self.goes_on(signs, i, end) else None

    def is_range(self, signs: str, i: int) -> bool:
        """Say whether a dash or an `or` stands between numbers."""
        between = signs[i] == self.dash or self.masks[signs[i]] & self.join
        return bool(between and self.masks[signs[i - 1]] & self.masks[signs[i + 1]] & self.number)

    def cut_by_phrase(self, signs: str, i: int, end: int, clause: Clause, head: int) -> Opening | None:
        """Say whether words that are no instruction open a clause behind the sign or joining word at ``i``."""
        if signs[i] == self.so:
            return Opening(head, "condition")
        kind = self.subject_kind(signs, head, end)
        mask = self.masks[signs[i]]
        if mask & self.strong:
            cut = True
        elif signs[i] == self.comma:
            cut = kind == "subject" or clause.kind in {"opening", "condition", "participle", "fragment"}
        else:
            cut = kind == "subject" and clause.kind != "fragment"
        return Opening(head, kind) if cut else None

    def cut_by_instruction(self, signs: str, i: int, clause: Clause, after: Opening, *, first: bool) -> Opening | None:
        """Say whether an instruction behind the sign or joining word at ``i`` is one, or more of what stands before."""
        sign = signs[i]
        strong = self.masks[sign] & self.strong
        head, kind = after
        if sign == self.or_ and self.masks[signs[head]] & self.masks[signs[clause.head]] & self.posture:
            return None  # "Sit or lie down"
        if kind == "ban" and sign == self.and_ and self.to in signs[max(clause.head, i - SIGHT) : i]:
            return Opening(head, "absorbed")  # "to maximise the stretch and avoid injury"
        if self.describes(signs, clause, i):
            describes = not strong and sign not in self.so_then and kind == "imperative"
            return Opening(head, "absorbed") if describes else after
        if clause.kind == "ban" and kind == "imperative" and not strong:
            return None if self.or_ in signs[i : i + LONGEST_LEAD_IN] else after
        joined = self.masks[sign] & self.join and (clause.kind == "opening" or (clause.kind == "condition" and first))
        return None if joined else after

    def goes_on(self, signs: str, i: int, end: int) -> bool:
        """Say whether the main clause begins at ``i`` without a comma: `If it hurts | bend the knee`."""
        if i + 1 >= end or not self.masks[signs[i]] & self.base:
            return False
        before = self.masks[signs[i - 1]]
        if before & (self.no_verb_after | self.broken) or (before & (self.modal | self.noun) and not before & self.third):
            return False
        mask, after = self.masks[signs[i]], self.masks[signs[i + 1]]
        return bool(after & (self.object | self.ing) or (not mask & self.noun_too and after & self.follows_verb))

    def describes(self, signs: str, clause: Clause, end: int) -> bool:
        """Say whether a clause that ends at ``end`` describes, so that what is joined to it does too."""
        if clause.kind in {"subject", "fragment"}:
            return not self.instructs(signs, clause, end)
        return clause.kind in {"absorbed", "relative"}

    def instructs(self, signs: str, clause: Clause, end: int) -> bool:
        """Say whether a clause speaks of the body or the reader, so that what is joined to it may instruct."""
        head = clause.head
        word = signs[head]
        if clause.kind == "fragment" and (end - head < 4 or self.masks[word] & (self.punct | self.number)):
            return True
        if word in self.speaker:
            return True
        if word in self.narrator:
            return False
        for sign in signs[head : head + 5]:
            mask = self.masks[sign]
            if mask & self.noun:
                return True
            if not mask & self.determiner:
                return False
        return False

    def subject_kind(self, signs: str, head: int, end: int) -> str:
        """Return ``subject`` when a finite verb follows soon, else ``opening`` or ``fragment``."""
        masks = self.masks
        if masks[signs[head]] & self.phrase:
            return "opening"
        before = 0
        for i in range(head, min(end, head + SIGHT)):
            mask = masks[signs[i]]
            if mask & self.broken and signs[i] != self.dash:
                break
            if mask & self.finite:
                return "subject"
            if i > head and mask & self.third and mask & self.verb and not (mask & self.noun or before & self.number):
                return "subject"
            if mask & self.subject and (i == head or signs[i] not in self.pointer):
                return "subject"
            before = mask
        return "fragment"


def mark_openings(clauses: list[Clause]) -> list[Clause]:
    """Participles and phrases before the first main clause open it; alone, they are the clause."""
    for number, clause in enumerate(clauses):
        if clause.kind in {"imperative", "ban", "subject"}:
            for n in range(number):
                if clauses[n].kind in {"participle", "fragment"}:
                    clauses[n] = clauses[n]._replace(kind="opening")
            break
    return clauses
