"""What a thread tells piece by piece, heard on the event loop as it is told."""

import asyncio

from assistant.errors import UnheardError

SILENCE_S = 10.0
"""How long nothing is told before the listener hears that it goes on."""


class Hearing:
    """Between a thread that tells and a reader who listens; made and listened to on the event loop.

    It holds what was told and not yet taken: the text of one answer at most, which has an end. So
    a reader who takes it slowly holds up neither the thread nor its place.
    """

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._told: asyncio.Queue[str | None] = asyncio.Queue()
        self._is_over = False

    def tell(self, piece: str) -> None:
        """Called by the thread. Raises UnheardError where nobody listens any more."""
        if self._is_over:
            raise UnheardError("提问的人已经离开，或等得太久，不再作答。")
        if piece:
            self._loop.call_soon_threadsafe(self._told.put_nowait, piece)

    def end(self, _: object = None) -> None:
        """Nothing more is heard than what was told before; called on the event loop."""
        self._is_over = True
        self._told.put_nowait(None)

    async def heard(self) -> str | None:
        """The next piece, an empty one after a long silence, None at the end."""
        try:
            async with asyncio.timeout(SILENCE_S):
                return await self._told.get()
        except TimeoutError:
            return ""
