# Run by `.ci/run` (stage "real data", where such data lie beside the checkout).
"""Scores `migrate parse` against real pages whose truth was read by eye, and fails below a floor.

    python -m tools.real.score REAL_DATA_FOLDER PERCENT

REAL_DATA_FOLDER holds `score.py` and its labelled pages. Prints its table.
"""

import re
import subprocess
import sys
from pathlib import Path


def main() -> None:
    """Run the scorer and compare its overall figure with the floor."""
    folder, floor = Path(sys.argv[1]).resolve(), float(sys.argv[2])
    command = [sys.executable, str(folder / "score.py"), "--", sys.executable, "-m", "migrator.cli", "parse"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own commands
    print(done.stdout, end="")
    print(done.stderr, end="", file=sys.stderr)
    overall = re.search(r"^overall .*?([\d.]+) %", done.stdout, re.MULTILINE)
    if done.returncode or not overall:
        sys.exit("The scorer gave no figure.")
    if float(overall[1]) < floor:
        sys.exit(f"{overall[1]} % is below the floor of {floor:g} %.")


if __name__ == "__main__":
    main()
