"""Whatever pages are read, and however many: what they took is given back."""

import subprocess
import sys
import textwrap
from pathlib import Path

ROOT = Path(__file__).parents[2]

READING = """
    import random, re, resource, sys
    from pathlib import Path
    from test_hostile_pages import mutated, page
    from reading_of import cases
    from migrator.pages import parse_page

    def peak():
        # What getrusage tells on Linux counts the parent in, as it was when it started this process.
        status = Path("/proc/self/status")
        if status.exists():
            return int(re.search(r"VmHWM:\\s+(\\d+) kB", status.read_text())[1]) / 1024
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1_048_576

    bodies = [path.read_bytes() for path in cases()]
    peaks = []
    for seed in range(4):
        dice = random.Random(seed)
        for _ in range(300):
            parse_page(page(mutated(dice.choice(bodies), dice)))
        peaks.append(peak())
    print(peaks[-1] - peaks[0], peaks[-1])
"""


def test_mutated_pages_leave_no_memory_behind():
    # A process of its own: the peak of this one is that of all tests before.
    environment = {"PYTHONPATH": f"{ROOT}:{ROOT / 'tests' / 'pages'}"}
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(READING)], env=environment, capture_output=True, text=True, check=True
    )
    growth, peak = map(float, done.stdout.split())

    assert growth < 8
    assert peak < 200
