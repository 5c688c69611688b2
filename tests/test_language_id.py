from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.language_id import UNKNOWN, detect

SHARED = Path(__file__).parent.parent.parent / "shared" / "articles"
RAW = Path(__file__).parent.parent / "raw"
OTHERS = {
    "de": "Legen Sie sich auf den Rücken und stellen Sie die Füße auf. Heben Sie das Becken an und halten Sie"
    " die Position zehn Sekunden. Wiederholen Sie die Übung fünfmal. Hören Sie auf, wenn es weh tut.",
    "es": "Túmbese boca arriba con las rodillas flexionadas. Levante la cadera y mantenga la posición"
    " durante diez segundos. Repita cinco veces. Deténgase si siente dolor.",
    "fr": "Allongez-vous sur le dos, les genoux pliés. Soulevez lentement le bassin et gardez la position"
    " pendant dix secondes. Répétez cinq fois. Arrêtez si vous avez mal.",
    "it": "Sdraiati sulla schiena con le ginocchia piegate. Solleva il bacino e mantieni la posizione"
    " per dieci secondi. Ripeti cinque volte. Fermati se senti dolore.",
    "pt": "Deite-se de costas com os joelhos dobrados. Levante o quadril devagar e mantenha a posição por"
    " dez segundos. Repita cinco vezes. Pare se sentir dor.",
    "nl": "Ga op je rug liggen met je knieën gebogen. Til je heupen langzaam op en houd dit tien seconden"
    " vast. Herhaal dit vijf keer. Stop als je pijn voelt.",
    "ru": "Лягте на спину, согните колени. Медленно поднимите таз и держите десять секунд.",
    UNKNOWN: "仰向けに寝て膝を曲げます。腰をゆっくり上げて十秒間保ちます。",
}


@pytest.mark.parametrize("language", OTHERS)
def test_other_languages_are_told(language: str) -> None:
    assert detect(OTHERS[language]) == language


@pytest.mark.parametrize(
    "text",
    [
        "",
        "12 x 3 – 45",
        "Lie down.",
        "Plank 60s\nPush-ups 3x10\nSquats 3 x 12\nLunges 10 each\nBurpees 20\nClimbers 30s\nSit-ups 20",
        (
            "Phase I (0-2 weeks)\n- Ankle pumps: 20 reps every hour\n- Quad sets: 10 reps, hold 5 sec, 3x/day\n- Heel slide "
            "3 x 10\n\nPhase II (2-6 weeks)\n- Straight leg raises 3 x 10\n- Mini squats 0-45 degrees, 3 x 10\n"
        ),
        "Bench press 3x5\nSquat 3x5\nDeadlift 1x5\nOverhead press 3x5\nPull ups 3x8\nDips 3x8",
        "qwrtzp " * 20,
    ],
)
def test_lists_of_exercises_are_left_open(text: str) -> None:
    assert detect(text) in (None, "en")


def test_short_english_is_english() -> None:
    assert (
        detect("Stand with your feet apart. Bend the knees and lower your hips. Hold for 5 seconds.") == "en"
    )


def test_a_word_of_english_in_another_language_does_not_make_it_english() -> None:
    assert detect(OTHERS["de"] + " Die Übung heißt auf Englisch: the bridge.") == "de"


@pytest.mark.parametrize("folder", [SHARED, RAW], ids=["annotated", "shipped"])
def test_no_english_article_is_doubted(folder: Path) -> None:
    if not folder.is_dir():
        pytest.skip("the articles are not here")
    for path in (*folder.rglob("*.txt"), *folder.rglob("*.md")):
        assert detect(path.read_text("utf-8", "replace")) in ("en", None), path.name
