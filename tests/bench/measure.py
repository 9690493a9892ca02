"""Ratios of two things done in turn, so that a slow moment of the machine touches both."""

import statistics
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Ratio:
    """How many times longer a thing takes than its yardstick: median, least and most of `runs` runs."""

    ratio: float
    min: float
    max: float
    runs: int

    def row(self) -> dict[str, float | int]:
        return asdict(self)


def seconds(act: Callable[[], object]) -> float:
    start = time.perf_counter()
    act()
    return time.perf_counter() - start


def compare(act: Callable[[], object], yardstick: Callable[[], object], *, runs: int, repeat: int = 1) -> Ratio:
    """The ratio of `repeat` acts and yardsticks done alternately (their medians), `runs` times after a warm-up."""
    ratios = []
    for run in range(runs + 1):
        pairs = [(seconds(act), seconds(yardstick)) for _ in range(repeat)]
        acts, yards = zip(*pairs, strict=True)
        if run:
            ratios.append(statistics.median(acts) / statistics.median(yards))
    return summary(ratios)


def summary(ratios: list[float]) -> Ratio:
    return Ratio(
        ratio=round(statistics.median(ratios), 2),
        min=round(min(ratios), 2),
        max=round(max(ratios), 2),
        runs=len(ratios),
    )
