"""Cases in processes of their own, each within limits of time and memory.

A worker does its share of the numbers, one after the other, and counts; it tells of faults at once.
A case that takes too long, or kills its worker otherwise, is known by the number that it noted
before it began: another worker goes on after it.
"""

import faulthandler
import gc
import multiprocessing
import multiprocessing.connection
import os
import resource
import signal
import tempfile
import time
from collections import Counter
from importlib import import_module
from pathlib import Path

from .cases import Case, Dice

SECONDS = 1.0
OF_STEP = {"sheet": 5.0, "sweep": 5.0, "uncertainty": 5.0, "printed": 1.0}
"""CPU of a step of a case, where it isn't `SECONDS`."""
KILLED_AFTER = 30
"""CPU of a case, s; and twenty times that by the clock, for what waits."""
MOST_MEMORY = 500 * 2**20
"""What a case may take beside what its worker has."""
WARM = 40
"""Cases before the counted ones, which load what all need."""
SLOWEST = 5
PER_KIND = 3
"""Faults of a kind that are stored."""
MOST_TRIES = 300
"""Smaller cases that are tried to make a fault smaller."""


class Tally:
    """What came of some cases."""

    def __init__(self):
        self.cases = self.accepted = 0
        self.ends: Counter = Counter()
        self.steps: dict[str, list] = {}
        """Of each step: number, seconds in all, and the slowest with their case."""
        self.memory = (0, -1)
        self.kinds: Counter = Counter()

    def add(self, number, case):
        """Count a case."""
        self.cases += 1
        self.accepted += case.accepted
        self.ends[case.end] += 1
        for name, seconds in case.seconds.items():
            step = self.steps.setdefault(name, [0, 0.0, []])
            step[0], step[1] = step[0] + 1, step[1] + seconds
            step[2] = sorted([*step[2], (seconds, number)], reverse=True)[:SLOWEST]
        self.kinds.update({fault.kind for fault in case.faults})

    def merge(self, other):
        """Add another tally."""
        self.cases, self.accepted = self.cases + other.cases, self.accepted + other.accepted
        self.ends, self.kinds = self.ends + other.ends, self.kinds + other.kinds
        self.memory = max(self.memory, other.memory)
        for name, (n, seconds, slowest) in other.steps.items():
            step = self.steps.setdefault(name, [0, 0.0, []])
            step[0], step[1] = step[0] + n, step[1] + seconds
            step[2] = sorted([*step[2], *slowest], reverse=True)[:SLOWEST]


def ended(subject, seed, number, folder):
    """One case, by its number."""
    drawn = subject.draw(Dice(subject.SUBJECT, seed, number))
    return drawn, subject.run(drawn, folder)


def judged(case, memory=0):
    """The case, with what was too slow or too large as faults."""
    for step, seconds in case.seconds.items():
        if seconds > OF_STEP.get(step, SECONDS):
            case.fault(f"slow: {step}", f"{seconds:.2f} s")
    if memory > MOST_MEMORY:
        case.fault("large", f"{memory / 2**20:.0f} MB")
    return case


def run(name, seed, first, last, workers, folder, report):
    """All cases from `first` on before `last`; `report(tally, dead)` is called as they go."""
    context = multiprocessing.get_context("spawn")
    total, stored = Tally(), Counter()
    lanes = [_Lane(context, name, seed, range(first + i, last, workers)) for i in range(workers)]
    while any(lane.left for lane in lanes):
        multiprocessing.connection.wait([lane.ear for lane in lanes if lane.left], timeout=1.0)
        for lane in lanes:
            lane.watch()
            while lane.left and lane.ear.poll():
                try:
                    what, told = lane.ear.recv()
                except (EOFError, OSError):
                    _bury(lane, total, stored, folder)
                    break
                if what == "tally":
                    total.merge(told)
                elif what == "fault":
                    _store(name, seed, *told, stored, folder)
                else:
                    lane.left = range(0)
        report(total)
    return total


class _Lane:
    """A worker, and the numbers that are left for it."""

    def __init__(self, context, name, seed, numbers):
        self.context, self.name, self.seed, self.left = context, name, seed, numbers
        self.at = context.Value("q", -1, lock=False)
        self.trace = Path(tempfile.mkstemp(prefix="fuzz-trace-")[1])
        self.begin()

    def begin(self):
        self.ear, mouth = self.context.Pipe(duplex=False)
        self.at.value = -1
        arguments = (self.name, self.seed, self.left, self.at, mouth, str(self.trace))
        self.process = self.context.Process(target=_work, args=arguments, daemon=True)
        self.process.start()
        mouth.close()
        self.since = (-1, 0.0, time.monotonic())

    def watch(self):
        """End a worker whose case takes too long: it says where it is."""
        try:
            with open(f"/proc/{self.process.pid}/stat") as file:
                ticks = file.read().rpartition(")")[2].split()[11:13]
        except OSError:
            return  # it has ended
        now, seconds = time.monotonic(), sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK")
        number, begun, moment = self.since
        if self.at.value != number or number < 0:
            self.since = (self.at.value, seconds, now)
        elif seconds - begun > KILLED_AFTER or now - moment > 20 * KILLED_AFTER:
            os.kill(self.process.pid, signal.SIGPROF)


def _bury(lane, total, stored, folder):
    """Count the case that killed a worker, and go on after it."""
    lane.process.join()
    number, code = lane.at.value, lane.process.exitcode
    case = Case()
    case.end = (
        f"killed by {signal.Signals(-code).name}" if code and code < 0 else f"ended with {code}"
    )
    story = lane.trace.read_text(errors="replace")[-6000:]
    lane.trace.write_text("")
    places = [line.split("/hydrocalc/")[-1] for line in story.splitlines() if "/hydrocalc/" in line]
    case.fault(f"{case.end} in {places[0] if places else '?'}", story)
    if number < 0:
        raise RuntimeError(f"a worker died before its first case: {case.end}\n{story}")
    one = Tally()
    one.add(number, case)
    total.merge(one)
    _store(lane.name, lane.seed, number, case.faults, None, stored, folder)
    lane.left = lane.left[lane.left.index(number) + 1 :]
    if lane.left:
        lane.begin()


def _store(name, seed, number, faults, smaller, stored, folder):
    """Write a case with its faults, the first few of each kind."""
    subject = _subject(name)
    new = [fault for fault in faults if stored[fault.kind] < PER_KIND]
    stored.update({fault.kind for fault in faults})
    if not new:
        return
    below = folder / f"{name}-{seed}-{number}"
    for label, drawn in (("case", subject.draw(Dice(name, seed, number))), ("smaller", smaller)):
        if drawn is not None:
            (below / label).mkdir(parents=True, exist_ok=True)
            subject.store(drawn, below / label)
            (below / f"{label}.txt").write_text(ascii(drawn), encoding="utf-8")
    said = "\n\n".join(f"{fault.kind}\n{fault.story}" for fault in faults)
    again = f"python -m tests.fuzz {name} --seed {seed} --only {number}"
    (below / "faults.txt").write_text(
        f"{again}\n\n{said}\n", encoding="utf-8", errors="backslashreplace"
    )


def _subject(name):
    return import_module(f"{__package__}.{name}")


def _work(name, seed, numbers, at, mouth, trace):
    """Do the numbers, and tell."""
    for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        os.environ[variable] = "1"
    subject = _subject(name)
    with tempfile.TemporaryDirectory() as place, open(trace, "w") as file:
        folder = Path(place)
        for number in range(WARM):
            ended(subject, "warm", number, folder)
        _warm_sheets(subject, folder)
        gc.collect()
        faulthandler.register(signal.SIGPROF, file, chain=True)
        base = _resident()
        limit = _data() + MOST_MEMORY
        resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))
        peak, tally, told, kinds = _peak(), Tally(), time.monotonic(), Counter()
        for number in numbers:
            at.value = number
            drawn, case = ended(subject, seed, number, folder)
            higher = _peak()
            judged(case, higher - base if higher > peak else 0)
            peak = max(peak, higher)
            tally.memory = max(
                tally.memory,
                (peak - base, number) if higher - base > tally.memory[0] else tally.memory,
            )
            tally.add(number, case)
            if case.faults:
                fresh = [f for f in case.faults if kinds[f.kind] < PER_KIND]
                kinds.update({f.kind for f in case.faults})
                if fresh:
                    small = (
                        _reduced(subject, drawn, fresh[0].kind, folder)
                        if kinds[fresh[0].kind] == 1
                        else None
                    )
                    mouth.send(("fault", (number, case.faults, small)))
            if time.monotonic() - told > 1.0:
                mouth.send(("tally", tally))
                tally, told = Tally(), time.monotonic()
        mouth.send(("tally", tally))
        mouth.send(("end", None))


def _warm_sheets(subject, folder):
    """Load what each form of a document needs."""
    if subject.SUBJECT == "texts":
        return
    from . import design_files

    for form, _ in design_files.SHEETS:
        for lang in ("en", "zh"):
            table, files = design_files.station(Dice("warm", "sheet", 1))
            drawn = design_files.Drawn(
                table, "toml", "utf-8", files, (0, 0, ""), "text", lang, f"sheet {form}"
            )
            below = folder / "sheets"
            below.mkdir(exist_ok=True)
            design_files.run(drawn, below)
    for also in ("sweep", "uncertainty", "writing"):
        design_files.run(drawn._replace(also=also), below)


def _reduced(subject, drawn, kind, folder):
    """A smaller case with the same kind of fault, if it isn't one of time or memory."""
    if kind.startswith(("slow", "large", "killed")):
        return None
    begin, tries, found = time.process_time(), 0, drawn
    again = True
    while again:
        again = False
        for one in subject.smaller(found):
            tries += 1
            if tries > MOST_TRIES or time.process_time() - begin > KILLED_AFTER / 3:
                return found
            try:
                same = any(fault.kind == kind for fault in subject.run(one, folder).faults)
            except Exception:  # a case that can't be written
                same = False
            if same:
                found, again = one, True
                break
    return found


def _peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def _status(name):
    with open("/proc/self/status") as file:
        return next(int(line.split()[1]) * 1024 for line in file if line.startswith(name))


def _resident():
    return _status("VmRSS")


def _data():
    return _status("VmData")
