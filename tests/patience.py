"""Waiting in a test for what another thread or process does, however busy the machine is."""

import asyncio
import time
from collections.abc import Callable

PATIENCE_S = 60.0
"""What has not come by then never comes."""


def until(holds: Callable[[], object]) -> None:
    """Raises AssertionError where it never becomes true."""
    latest = time.monotonic() + PATIENCE_S
    while not holds():
        assert time.monotonic() < latest, "it did not come"
        time.sleep(0.01)


async def until_async(holds: Callable[[], object]) -> None:
    """`until` for what another task of the same loop does."""
    latest = time.monotonic() + PATIENCE_S
    while not holds():
        assert time.monotonic() < latest, "it did not come"
        await asyncio.sleep(0.01)
