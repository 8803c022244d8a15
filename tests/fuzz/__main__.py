"""``python -m tests.fuzz SUBJECT``: as many cases as asked for, with limits of time and memory."""

import argparse
import sys
import tempfile
import time
from pathlib import Path

from . import workers

SUBJECTS = ("texts", "command_lines", "design_files")


def main():
    """Run, and say what came of it; 1 if there was a fault."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("subject", choices=SUBJECTS)
    parser.add_argument("--cases", type=int, default=10_000)
    parser.add_argument("--first", type=int, default=0, help="number of the first case")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--folder", type=Path, help="where cases with a fault go (a temporary one)")
    parser.add_argument("--only", type=int, help="one case, in this process: its faults in full")
    given = parser.parse_args()
    if given.only is not None:
        return only(given)
    folder = given.folder or Path(tempfile.mkdtemp(prefix="fuzz-"))
    folder.mkdir(parents=True, exist_ok=True)
    begin = told = time.monotonic()

    def report(tally):
        nonlocal told
        if time.monotonic() - told > 20.0:
            told = time.monotonic()
            print(f"{tally.cases:,} cases, {sum(tally.kinds.values())} with a fault, {told - begin:.0f} s",
                  file=sys.stderr, flush=True)  # fmt: skip

    tally = workers.run(given.subject, given.seed, given.first, given.first + given.cases,
                        given.workers, folder, report)  # fmt: skip
    print(
        f"{given.subject}, seed {given.seed}: {tally.cases:,} cases in {time.monotonic() - begin:.0f} s"
    )
    print(f"past reading    {tally.accepted / max(tally.cases, 1):.1%}")
    print("ends            " + ", ".join(f"{end} {n:,}" for end, n in tally.ends.most_common()))
    print(f"largest memory  {tally.memory[0] / 2**20:.0f} MB (case {tally.memory[1]})")
    print("step                   times    mean CPU   slowest, s (case)")
    for name, (n, seconds, slowest) in sorted(tally.steps.items(), key=lambda row: -row[1][1]):
        said = ", ".join(f"{s:.2f} ({number})" for s, number in slowest)
        print(f"{name:20} {n:9,} {1000.0 * seconds / n:8.2f} ms   {said}")
    for kind, n in tally.kinds.most_common():
        print(f"FAULT {n:8,} × {kind}")
    if tally.kinds:
        print(f"cases with a fault: {folder}")
    return 1 if tally.kinds else 0


def only(given):
    """One case by its number."""
    subject = workers._subject(given.subject)
    with tempfile.TemporaryDirectory() as folder:
        drawn, case = workers.ended(subject, given.seed, given.only, Path(folder))
    workers.judged(case)
    print(ascii(drawn))
    print(case.end, {name: round(s, 3) for name, s in case.seconds.items()})
    for fault in case.faults:
        print(f"\n{fault.kind}\n{fault.story}".encode(errors="backslashreplace").decode())
    return 1 if case.faults else 0


if __name__ == "__main__":
    sys.exit(main())
