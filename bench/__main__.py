"""What costs how much: each figure is a ratio between our code and the bare work, measured in one run on one machine.

`make bench` prints the table; `--json FILE` writes it too. A ratio tells more than seconds: it moves only when the code does.
"""

import importlib
import json
import sys
from pathlib import Path

BENCHES = ("bench.bench_reading", "bench.bench_allocation", "bench.bench_pages", "bench.bench_people")


def main() -> None:
    rows = []
    for name in BENCHES:
        print(f"… {name.removeprefix('bench.bench_')}", file=sys.stderr, flush=True)
        rows += importlib.import_module(name).run()
    width = max(len(row["what"]) for row in rows)
    print(f"{'what':{width}}  {'ours':>10}  {'bare':>10}  {'ratio':>7}  bare is")
    for row in rows:
        ours, bare = row["ours"] * 1000, row["bare"] * 1000
        print(f"{row['what']:{width}}  {ours:8.2f}ms  {bare:8.2f}ms  {ours / bare:6.1f}×  {row['bare_is']}")
    if "--json" in sys.argv:
        Path(sys.argv[sys.argv.index("--json") + 1]).write_text(json.dumps(rows, ensure_ascii=False, indent=1), "utf-8")


if __name__ == "__main__":
    main()
