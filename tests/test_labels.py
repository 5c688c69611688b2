"""What the label component says of whole sentences."""

from __future__ import annotations

import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st

import pipeline
from pipeline.language.labels import Labeller, Reading, arrange
from pipeline.language.rules import read
from pipeline.language.words import read_rules
from tests.making import nlp

NLP = pipeline.load()
NLP.remove_pipe("exercise_wording")  # what words say besides has its own tests
LETTERS = {"P": "position", "A": "action", "H": "hold_rep", "W": "warning", "o": "other"}


def readings(text: str) -> list[Reading]:
    """Return the readings of a text's sentences."""
    found: list[Reading] = NLP(text).user_data["readings"]
    return found


@pytest.mark.parametrize(
    "labels, sentence",
    [
        # plain instructions
        ("P", "Lie on your back with your knees bent."),
        ("A", "Slowly raise one arm overhead."),
        ("H", "Hold for 20 seconds."),
        ("AH", "Circle the ankle outward 10 times."),
        ("HA", "Hold for 5 seconds and slowly lower the leg."),
        ("H", "Hold, then relax."),
        ("P", "Hold a dumbbell in each hand."),
        ("H", "Repeat with the left leg."),
        ("PA", "Keep your back flat and lift one foot."),
        (
            "P",
            "Bend your knees, place your feet hip-width apart and let your arms rest on the floor.".replace(
                "let your arms rest", "rest your arms"
            ),
        ),
        # what is no plain imperative
        ("PA", "Lying on your back with both knees bent, lift your hips."),
        ("PA", "In sitting, straighten your knee."),
        ("AP", "With your hands on your hips, bend to the side."),
        ("PAH", "The patient sits, lifts one arm and holds it for 10 seconds."),
        ("P", "Knees bent, feet flat on the floor."),
        ("P", "Make sure there is a small gap under your back."),
        ("P", "The patient lies supine."),
        ("A", "The patient slowly raises the arm."),
        ("A", "The leg is slowly lowered."),
        ("A", "You should pull your shoulder blades together."),
        ("A", "If this feels easy straighten the knee."),
        ("A", "The goal is to lift the heel."),
        ("P", "I lie on my back with my feet on a stool."),
        ("A", "Start by squeezing the ball."),
        ("A", "You're going to bend the elbow."),
        ("A", "Waggle both your ankles."),
        # warnings
        ("W", "Stop if you feel a sharp pain."),
        ("W", "Stop immediatly if it hurts."),
        ("A", "Lift the leg, stopping before the back starts to arch."),
        ("W", "If there are any problems with the cast, please contact the clinic."),
        ("o", "Please contact us to book a class."),
        ("W", "Do not lock your elbows."),
        ("W", "You must not kneel, twist or bend the hip until your surgeon has agreed."),
        ("W", "Ask your physio before you begin."),
        ("W", "Not suitable for people with a recent fracture."),
        ("W", "This stretch can irritate the nerve."),
        ("W", "Go only as far as is comfortable."),
        ("W", "Are you pregnant? Then avoid this one."[18:]),
        ("AW", "Breathe out (don't hold your breath)."),
        # what stays other
        ("o", "Strong hips protect the knees."),
        ("o", "As you bend the knee, the hamstrings shorten and pull on the shin."[:47] + "."),
        ("o", "You should feel a gentle pull in the calf."),
        ("o", "Don't worry if it feels odd."),
        ("o", "Sign up for our newsletter."),
        ("o", "Apply ice for 20 minutes."),
        ("o", "Can you touch your toes?"),
        ("o", "Stay active!"),
        ("o", "I could stay in bed for longer."),
        ("o", "Your arm will be supported in a sling."),
        ("o", "Lying on your back, can you lift the leg?"),
        ("o", "In this pose, the spine is thought to relax."),
    ],
)
def test_labels(labels: str, sentence: str) -> None:
    (reading,) = readings(sentence)
    assert reading.labels == tuple(LETTERS[letter] for letter in labels)


@pytest.mark.parametrize(
    "sentence, label",
    [
        # A noun behind a preposition or a verb is no subject: the order begins behind it, without a comma.
        ("With your left hand pull your head to the side.", "action"),
        ("With both hands on your hips lean back.", "action"),
        ("Over your head raise the stick.", "action"),
        ("If this hurts your knee place a pillow under it.", "position"),
        ("When you bend your knee keep the heel on the floor.", "position"),
        ("If your hands hold the bar well, go on.", "other"),
        ("When your hands and feet press the floor you are stable.", "other"),
        ("Sitting at a desk for long periods of time can cause stiffness in your muscles.", "other"),
        ("Lower hips a few inches.", "action"),
        ("**Engage Your Core Muscles:** Your core is a deep muscle and acts as a corset.", "other"),
        # The limb right behind the verb makes an order of what stands before a dose.
        ("Push foot inward (inversion) - hold 10 seconds", "action"),
        ("Wall sit - 30 seconds", "hold_rep"),
        ("Squats 20 reps", "hold_rep"),
        ("Bent over row 4x8", "hold_rep"),
    ],
)
def test_where_an_order_begins(sentence: str, label: str) -> None:
    assert readings(sentence)[0].labels[0] == label


def test_every_rule_that_gave_a_label_fired_and_says_where() -> None:
    text = "Lie on your back. *Slowly* lift one leg, then hold it\nfor 5 seconds. Never jerk. Plank (60 s)\n"
    for reading in readings(text):
        assert set(reading.rules) <= {match.rule for match in reading.fired}
    lift = next(r for r in readings(text) if "action" in r.labels)
    assert lift.fired[0].rule == "action.move"
    assert text[lift.fired[0].start : lift.fired[0].end] == "lift"


@pytest.mark.parametrize(
    "lead, label",
    [
        ("Common mistakes", "other"),
        ("### Stop immediately if:", "warning"),
        ("**Should NOT feel:**", "warning"),
        ("Which mistakes are common?", "other"),
        ("How to avoid back pain", "other"),
        ("Common questions", "other"),
    ],
)
def test_what_opens_a_list_of_warnings_is_one(lead: str, label: str) -> None:
    assert readings(f"{lead}\n\n- Numbness in the foot\n- Pins and needles\n")[0].labels == (label,)


def test_ids_without_a_pattern_have_a_reason() -> None:
    data = read_rules("labels.toml")
    ids = {rule.id for rule in read(data)} | set(data["built_in"])
    text = "Plank (60 s)\n\nLift and lower ten times.\n\nStop immediately if:\n\n- The hips sag\n"
    used = {rule for reading in readings(text) for rule in reading.rules}
    assert used == {"hold_rep.named", "hold_rep.dose", "action.move", "warning.leads", "warning.listed"}
    assert used <= ids


@pytest.mark.parametrize(
    "sentence, direction",
    [
        ("To make it harder, lift the other foot too.", "harder"),
        ("If this is too hard, bend your knees.", "easier"),
        ("Alternatively, stand on one leg.", "other"),
        ("Lift one foot.", None),
        ("Squats are a harder version of the exercise.", None),
    ],
)
def test_modifications(sentence: str, direction: str | None) -> None:
    assert readings(sentence)[0].modification == direction


def test_a_warning_is_no_modification() -> None:
    (reading,) = readings("If this is too painful, stop immediately.")
    assert (reading.labels, reading.warning, reading.modification) == (("warning",), "stop_if", None)


@pytest.mark.parametrize(
    "sentence, kind",
    [
        ("Stop if it hurts.", "stop_if"),
        ("Check with your doctor first.", "consult"),
        ("Never bounce.", "forbidden"),
        ("Deep squats should be avoided after surgery.", "avoid_if"),
        ("Some exercises can be harmful.", "harm"),
    ],
)
def test_warning_kinds(sentence: str, kind: str) -> None:
    assert readings(sentence)[0].warning == kind


def test_cues() -> None:
    assert readings("You should feel a stretch.")[0].cue
    assert readings("Imagine a clock.")[0].cue
    assert not readings("Feeling sleepy?")[0].cue
    assert not readings("Lift the leg and feel the stretch.")[0].cue


def test_a_name_with_a_dose() -> None:
    for name in ("Plank (60 s)", "Goblet squat (6-8 reps)", "- Calf raise 3x12"):
        reading = readings(name)[0]
        assert (reading.labels, reading.named) == (("hold_rep",), True)
        assert reading.dose is not None
    assert not readings("Circle outward 10 times.")[0].named
    assert not readings("Do it 10 times.")[0].named


def test_a_dose_is_kept_where_the_sentence_is_about_one() -> None:
    assert readings("Lift the leg 10 times.")[0].dose is not None
    assert readings("The pain lasted for 10 days.")[0].dose is None


def test_a_list_below_a_warning_takes_its_label() -> None:
    text = (
        "Call your doctor if:\n\n- the knee swells\n- pain gets worse\n\nLift one leg.\n\n- Bend the knee.\n"
    )
    labels = [reading.labels for reading in readings(text)]
    assert labels[1:3] == [("warning",), ("warning",)]
    assert labels[3:] == [("action",), ("action",)]


def test_a_long_sentence_opens_no_list() -> None:
    text = "Avoid " + "sudden turns and " * 12 + "jumps:\n\n- Bend the knee.\n"
    assert readings(text)[1].labels == ("action",)


def test_a_label_may_set_up_the_pose() -> None:
    assert readings("Starting position: Bend forwards from the hips.")[0].labels == ("position",)
    assert readings("Action: Bend forwards from the hips.")[0].labels == ("action",)


def test_a_label_that_tells_something_is_no_label() -> None:
    assert readings("Please don't hold your breath: it raises the pressure.")[0].labels == ("warning",)


def test_a_warning_inside_a_label() -> None:
    assert readings("Warning: wet floors.")[0].labels == ("warning",)


def test_headings_titles_and_markup_are_other() -> None:
    for text in (
        "# Lift your leg\n",
        "Leg Raises\n",
        "---\ntitle: Lift one leg\n---\n",
        "![Lift](a.png)\n",
        "**\n",
        "",
    ):
        assert all(reading.labels == ("other",) for reading in readings(text))


@pytest.mark.parametrize(
    "apostrophe", ["'", "’", "´", "`", "‘", "ʼ", "\x92", " ", "?", "â€™", "&#39;", "&rsquo;"]
)
def test_a_ban_is_one_whatever_became_of_its_apostrophe(apostrophe: str) -> None:
    (reading,) = readings(f"Don{apostrophe}t let your knee roll inward.")
    assert (reading.labels, reading.warning) == (("warning",), "forbidden")


@pytest.mark.parametrize(
    "heading, reps, sets, hold",
    [
        ("### Push-ups (3 x 10)", [10, 10], [3, 3], None),
        ("## Squats 3x12", [12, 12], [3, 3], None),
        ("### Side plank: 30 seconds each side", None, None, [30, 30]),
        ("## Stretch circuit: 20s rests, 2 sets", None, [2, 2], None),
    ],
)
def test_a_heading_gives_the_dose_of_its_exercise(
    heading: str, reps: list[int] | None, sets: list[int] | None, hold: list[int] | None
) -> None:
    (reading,) = readings(heading)
    assert reading.labels == ("hold_rep",)
    assert reading.named
    assert reading.dose is not None
    assert [reading.dose.dose[field] for field in ("reps", "sets", "hold_s")] == [reps, sets, hold]


@pytest.mark.parametrize(
    "heading", ["# Full body routine (15 min)", "## Level 2: heel taps", "# 3 x 10", "## Day 3"]
)
def test_the_length_of_a_session_is_no_dose(heading: str) -> None:
    assert all(reading.labels == ("other",) for reading in readings(heading))


@pytest.mark.parametrize(
    "label, labels",
    [
        ("Purpose", "o"), ("Benefits", "o"), ("Equipment", "o"), ("Muscles worked", "o"), ("Target area", "o"),
        ("Movement", "A"), ("Inhale", "A"), ("Exhale", "A"),
    ],
)  # fmt: skip
def test_a_label_says_whether_an_instruction_follows(label: str, labels: str) -> None:
    (reading,) = readings(f"{label}: lift both hips and open the chest.")
    assert reading.labels[0] == LETTERS[labels]


def test_a_sign_of_multiplication_ends_a_name() -> None:
    for text in (
        "Hollow body hold × 20–40 sec",
        "Side plank, thread the needle × 8 each side",
        "Lean back × 12",
    ):
        assert readings(text)[0].named, text


def test_a_list_item_may_be_an_instruction_without_a_full_stop() -> None:
    for item, label in (
        ("Turning from side to side", "action"),
        ("Bending", "other"),
        ("Sit to Stand Again Now", "other"),
        ("shoulders and neck and back", "other"),
    ):
        assert readings(f"- {item}\n- {item}\n")[0].labels == (label,), item


def test_emphasis_and_line_breaks_are_read_past() -> None:
    assert readings("**Lift** the\n*left* leg.")[0].labels == ("action",)


def test_arrange_leaves_a_movement_beside_a_placement() -> None:
    placed, moved = ("position", "position.place"), ("action", "action.move")
    setup = ("action", "action.move.setup")
    assert arrange([setup, placed]) == [("position", "action.move.setup"), placed]
    assert arrange([placed, setup]) == [placed, ("position", "action.move.setup")]
    assert arrange([placed, setup, moved]) == [placed, setup, moved]
    assert arrange([moved, ("position", "position.look")]) == [moved]
    held = ("hold_rep", "hold_rep.hold")
    released = ("action", "action.release.bare")
    assert arrange([held, released]) == [held]
    assert arrange([released, ("hold_rep", "hold_rep.repeat")]) == [("hold_rep", "hold_rep.repeat")]
    assert arrange([released, held]) == [released, held]
    assert arrange([placed, setup, held]) == [placed, setup, held]
    assert arrange([setup, placed, held]) == [("position", "action.move.setup"), placed, held]


@given(
    st.lists(
        st.sampled_from(
            ["Lift", "hold", "the", "knee", "and", ",", ".", "if", "not", "stop", "10 times", "*", "\n", "- "]
        )
    )
)
def test_any_text_has_a_reading_for_each_sentence(parts: list[str]) -> None:
    doc = NLP(" ".join(parts))
    for sentence, reading in zip(doc.user_data["sentences"], doc.user_data["readings"], strict=True):
        assert reading.labels
        assert (reading.dose is None) or "hold_rep" in reading.labels
        assert all(sentence.start <= m.start < m.end <= sentence.end for m in reading.fired)


@pytest.mark.parametrize("unit", ["hold ", ", ", "( ", "stop if, ", "you should not, ", "the exercise may "])
def test_a_very_long_sentence_is_read(unit: str) -> None:
    assert all(reading.labels for reading in readings("Lift " + unit * 5_000))


def test_the_component_is_registered() -> None:
    nlp = spacy.blank("en")
    assert isinstance(nlp.create_pipe("exercise_labels"), Labeller)


@pytest.mark.parametrize("label", ["Not", "**NOT**", "Wrong", "Common mistake", "Don't"])
def test_a_label_may_say_that_it_is_wrong(label: str) -> None:
    (reading,) = nlp()(f"- {label}: tilting the head").user_data["readings"]
    assert reading.labels == ("warning",)
    (reading,) = nlp()("- Note: tilt the head").user_data["readings"]
    assert reading.labels == ("action",)


def test_what_an_exercise_takes_is_no_dose_of_it() -> None:
    (reading,) = nlp()("- **Prerequisite**: wall push-ups 3x20").user_data["readings"]
    assert (reading.labels, reading.modification, reading.named) == (("hold_rep",), "other", False)
    (reading,) = nlp()("- **Goal**: wall push-ups 3x20").user_data["readings"]
    assert (reading.labels, reading.dose) == (("other",), None)


@pytest.mark.parametrize(
    "text, first",
    [
        ("Lie on your back, then:", "position"),
        ("Lie on your back: bend your knees.", "position"),
        ("Sit to stand: rise.", "action"),
        ("Gently roll tired muscles.", "action"),
        ("With your hands gently pull the knee in.", "action"),
        ("If your hands slowly pull, let go.", "action"),
        ("If you can do this, move on to exercise level 2.", "other"),
        ("I have seen many climbers come to the clinic.", "other"),
        ("Get it checked by a doctor.", "warning"),
        ("Stand up straight - with your feet apart.", "position"),
        ("Quickly twist to the other side, repeating the row.", "action"),
        ("Alternating lunge 3x10", "hold_rep"),
        ("Sitting at a desk all day causes the chin to jut.", "other"),
    ],
)
def test_where_an_instruction_begins(text: str, first: str) -> None:
    (reading,) = nlp()(text).user_data["readings"]
    assert reading.labels[0] == first
