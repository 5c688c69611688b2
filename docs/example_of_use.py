# ruff: noqa: D100, INP001, T201 - a notebook: its first cell says what it is, and it prints
# %% [markdown]
# # Working with a catalogue in Python
#
# Open this file as a notebook (VS Code, PyCharm and Jupytext know the `# %%` marks), or run it:
# `python docs/example_of_use.py out`. It reads the catalogue that `make extract` wrote.

# %%
import sys
from pathlib import Path

import pipeline
from pipeline.catalogue import diff, dose_text, select, show
from pipeline.export import FORMATS

folder = Path(sys.argv[1] if len(sys.argv) > 1 else "out")
catalogue = pipeline.read_catalogue(folder)
print(f"{len(catalogue.exercises)} exercises from {len(catalogue.articles)} articles")

# %% [markdown]
# ## One record
# Records are plain dicts with known keys (`pipeline/records.py`): editors complete them, JSON holds them.
# Every value says where in the article it was read.

# %%
exercise = catalogue.exercises[0]
article = catalogue.article_by_id[exercise["article"]]
print(exercise["id"], "from", article["path"])
for step in exercise["steps"]:
    first = step["spans"][0]
    print(f"  {step['kind']:8} {first['start']:>5}–{first['end']:<5} {step['text']!r}")
print("  dose:", dose_text(exercise["dose"]) or "none stated")

# %% [markdown]
# ## Asking
# The same questions as `exercise-catalogue show`.

# %%
found = select(catalogue, position="supine", has=["dose"])
print(show(catalogue, found[:3]))

# %% [markdown]
# ## Tables
# Tidy pandas frames, one row a thing: what are people told to hold, and for how long?

# %%
frames = catalogue.to_pandas()
for name, frame in frames.items():
    print(f"{name:10} {len(frame):>6} rows: {', '.join(frame.columns)}")

# %%
doses = frames["doses"].query("of == 'exercise'").merge(frames["exercises"], on=["exercise", "article"])
holds = doses.dropna(subset=["hold_s_min"]).groupby("article")["hold_s_min"].describe()
print(holds)

# %%
positions = frames["mentions"].query("field == 'positions'")["value"].value_counts()
print(positions)

# %% [markdown]
# ## The same movement in several articles

# %%
for movement in catalogue.movements:
    if len(movement["exercises"]) > 1:
        print(movement["name"], "=", ", ".join(movement["exercises"]))

# %% [markdown]
# ## What a change did
# Two catalogues compared: an old run and a new one. Here both are the same, so nothing is told.

# %%
difference = diff(catalogue, pipeline.read_catalogue(folder))
print(difference.text())

# %% [markdown]
# ## Taking it elsewhere
# Each format says what it demands and the texts do not give.

# %%
for name, target in FORMATS.items():
    notes = target.export(catalogue, folder / "export" / target.default)
    print(f"{name}: {folder / 'export' / target.default}")
    for note in notes:
        print(f"  {note}")
