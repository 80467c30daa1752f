"""Reading a plan, against folding the same text once: the least any reader must do."""

from pathlib import Path

from bench.measure import median, row
from nguon.reading.plan import read_plan
from nguon.rules.text import fold

SEEDS = Path(__file__).resolve().parent.parent / "demo" / "seeds"


def run() -> list[dict]:
    texts = [path.read_text("utf-8") for path in sorted(SEEDS.glob("*.txt"))]
    ours = median(lambda: [read_plan(text) for text in texts])
    bare = median(lambda: [fold(text) for text in texts])
    return [row("reading the five source plans", ours, bare, "folding their text once")]
