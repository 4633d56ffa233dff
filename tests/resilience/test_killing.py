"""A refresh that is killed at any moment leaves each notice as it was or as it is to be."""

import time
from collections.abc import Callable, Iterable
from pathlib import Path
from random import Random

import pytest

from tests.resilience.killing_forker import Forker
from tests.resilience.killing_rounds import Figures, Rounds

SEED = 20_261
KILLS = 200
FILES = 300
SETTLED = 5
"""After so many rounds a refresh is left to finish."""


@pytest.mark.resilience
def test_notices_outlive_kills_in_the_old_or_the_new_version(
    tmp_path: Path, record_testsuite_property: Callable[[str, object], None]
) -> None:
    figures = killed(tmp_path, SEED, KILLS)
    assert figures.kills >= KILLS
    for name, value in figures.told().items():
        record_testsuite_property(name, value)


def killed(folder: Path, seed: int, kills: int) -> Figures:
    """Edit, kill and look until so many kills have hit. Fails in the first round that goes wrong."""
    began = time.monotonic()
    with Forker(folder) as forker:
        rounds = Rounds(folder, forker, Random(seed), FILES)
        _expect_nothing_in(rounds.begin(), f"种子 {seed} 开始时")
        while rounds.figures.kills < kills:
            turn = f"种子 {seed} 第 {rounds.figures.rounds + 1} 轮"
            _expect_nothing_in(rounds.round(), turn)
            if not rounds.figures.rounds % SETTLED:
                _expect_nothing_in(rounds.settle(), f"{turn}之后同步")
        _expect_nothing_in(rounds.settle(), f"种子 {seed} 最后同步")
    rounds.figures.seconds = time.monotonic() - began
    return rounds.figures


def _expect_nothing_in(complaints: Iterable[str], where: str) -> None:
    said = list(complaints)
    if said:
        pytest.fail("\n".join([f"{where}：{len(said)} 处不对", *said[:10]]), pytrace=False)
