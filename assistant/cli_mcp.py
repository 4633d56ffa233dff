"""duikou mcp: the tools for an assistant on this machine, over standard input and output."""

import anyio
from mcp.server.stdio import stdio_server

from assistant.settings import load_settings
from assistant.web.noting import Note
from assistant.web.replying import Asker
from assistant.web.tools import Visit
from assistant.web.tools.server import server_for
from assistant.wiring import open_workspace
from index.sight import WHOLE


def mcp() -> None:
    """供本机的智能体调用（MCP，标准输入输出）：提问、检索、阅读公文、查职责分工。"""
    settings = load_settings()
    with open_workspace(settings) as workspace:
        seen, note = workspace.seen(WHOLE), Note("stdio", None, "mcp")
        asker = Asker(None, seen, workspace.memory, note)
        visit = Visit(workspace, seen, asker.replied, f"http://{settings.host}:{settings.port}")
        anyio.run(_serve, visit)


async def _serve(visit: Visit) -> None:
    server = server_for(lambda _context: visit)
    async with stdio_server() as (heard, said):
        await server.run(heard, said, server.create_initialization_options())
