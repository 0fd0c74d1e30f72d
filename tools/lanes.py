"""Run every lane of the proof to its end, then name all that failed: ``python tools/lanes.py``.

A lane is a target of the Makefile: `make LANE` repeats it alone.  As many run at once as there
are cores to be kept busy, each with a log of its own in _build/logs.  At the end stand, of those
that failed, the end of the log, and of all the time that they took.
"""

import argparse
import contextlib
import os
import re
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOGS = ROOT / "_build" / "logs"
TAIL = 60  # lines that are shown of the log of a lane that failed
# What a test runner counts: the closing lines of pytest, node and ruff.
COUNTS = re.compile(r"=*\s*\d+ (?:passed|failed|errors?|skipped|deselected)\b.* in [\d.]+s\b.*"
                    r"|# (?:pass|fail) \d+|All checks passed!|Found \d+ errors?.*")


@dataclass(frozen=True)
class Lane:
    """A target of the Makefile, the cores that it keeps busy, the lanes that must come before."""

    name: str
    cores: int = 1
    after: tuple[str, ...] = ()


# What uses both cores by itself comes first, then the longest, so that both are busy to the end.
LANES = (
    Lane("test-quick", cores=2),
    Lane("slides"),
    Lane("test-browser", after=("slides",)),
    Lane("nbval-colab"),
    Lane("nbval"),
    Lane("test-slow"),
    Lane("trainings"),
    Lane("test-js"),
    Lane("lint"),
)


class Run:
    """A lane that is running or has run, as a process whose words go to a log."""

    def __init__(self, lane: Lane, command: list[str], log: Path):
        self.lane, self.log, self.seconds = lane, log, 0.0
        self.start = time.monotonic()
        with open(log, "wb") as file:
            self.process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.DEVNULL,
                                            stdout=file, stderr=subprocess.STDOUT,
                                            start_new_session=True)

    def ended(self) -> bool:
        self.seconds = time.monotonic() - self.start
        return self.process.poll() is not None

    @property
    def failed(self) -> bool:
        return self.process.returncode != 0

    def lines(self) -> list[str]:
        text = self.log.read_text(encoding="utf-8", errors="replace")
        return [line.rstrip() for line in text.splitlines() if line.strip()]

    def summary(self) -> str:
        """What its test runner counted, a line as it stands in the log; else the last line."""
        lines = self.lines()
        return "\n".join(filter(COUNTS.fullmatch, lines)) or (lines or ["no word"])[-1]

    def stop(self) -> None:
        """End it with all that it started."""
        with contextlib.suppress(AttributeError, OSError):  # no groups here, or it has just ended
            os.killpg(self.process.pid, signal.SIGTERM)
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def next_lane(waiting: list[Lane], running: list[Run], cores: int) -> Lane | None:
    """The first that may start now: there are cores for it, and what it follows has ended."""
    free = cores - sum(run.lane.cores for run in running)
    open_ = {lane.name for lane in [*waiting, *(run.lane for run in running)]}
    for lane in waiting:
        if (lane.cores <= free or not running) and open_.isdisjoint(lane.after):
            return lane
    return None


class Stopped(Exception):
    """Somebody wants the proof to end now."""


def run_all(lanes, command, cores: int = 2, logs: Path = LOGS, say=print,
            wanted=lambda: True) -> list[Run]:
    """Run all lanes, each as `command(lane.name)`; returns them in the order in which they end.

    As soon as it is not wanted any more, all that run are ended: Stopped.
    """
    logs.mkdir(parents=True, exist_ok=True)
    waiting, running, ended = list(lanes), [], []
    try:
        while waiting or running:
            while lane := next_lane(waiting, running, cores):
                waiting.remove(lane)
                running.append(Run(lane, command(lane.name), logs / f"{lane.name}.log"))
            if not wanted():
                raise Stopped
            time.sleep(0.05)
            for run in [run for run in running if run.ended()]:
                running.remove(run)
                ended.append(run)
                state = "FAILED" if run.failed else "passed"
                say(f"{clock(run.seconds)}  {state}  {run.lane.name}\n{run.summary()}")
    finally:  # nothing goes on in the background
        for run in running:
            run.stop()
    return ended


def clock(seconds: float) -> str:
    return f"{int(seconds) // 60:3d}:{int(seconds) % 60:02d}"


def report(runs: list[Run], seconds: float) -> str:
    """Of each that failed the end of its log, of all the time, and last a line that counts them."""
    failed, text = [run for run in runs if run.failed], []
    for run in failed:
        text += ["", f"=== {run.lane.name} failed; its log ends with", *run.lines()[-TAIL:]]
    text += ["", "time of each lane"]
    text += [f"{clock(run.seconds)}  {run.lane.name}"
             for run in sorted(runs, key=lambda run: -run.seconds)]
    text += [f"{clock(seconds)}  from the first to the last", ""]
    text += [f"{run.lane.name} failed: its log is {run.log}, `make {run.lane.name}` runs it alone"
             for run in failed]
    return "\n".join([*text, f"lanes: {len(runs) - len(failed)} passed, {len(failed)} failed"])


def main() -> None:
    known = {lane.name: lane for lane in LANES}
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("lanes", nargs="*", metavar="LANE", help=", ".join(known))
    asked.add_argument("--cores", type=int, default=2, help="how many to keep busy")
    asked = asked.parse_args()
    if unknown := [name for name in asked.lanes if name not in known]:
        sys.exit(f"no lane is called {unknown[0]!r}; there are {', '.join(known)}")
    sys.stdout.reconfigure(errors="replace")  # a log may have letters that the locale has not
    signals, start = [], time.monotonic()  # noted, not raised: a process that begins is not lost
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda number, frame: signals.append(number))
    try:
        runs = run_all([known[name] for name in asked.lanes] or LANES,
                       lambda name: ["make", "--no-print-directory", name], asked.cores,
                       say=lambda text: print(text, flush=True), wanted=lambda: not signals)
    except Stopped:
        sys.exit("stopped, with all lanes that were running")
    print(report(runs, time.monotonic() - start), flush=True)
    sys.exit(any(run.failed for run in runs))


if __name__ == "__main__":
    main()
