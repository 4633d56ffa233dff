"""What assistants of other makers may do here: ask, search, read a notice, look up who does what."""

from assistant.web.tools.asking import ASK
from assistant.web.tools.looking_up import LOOK_UP_DUTIES
from assistant.web.tools.reading import READ_NOTICE
from assistant.web.tools.searching import SEARCH
from assistant.web.tools.tool import Tool, Visit

TOOLS: tuple[Tool, ...] = (ASK, SEARCH, READ_NOTICE, LOOK_UP_DUTIES)

__all__ = ["TOOLS", "Tool", "Visit"]
