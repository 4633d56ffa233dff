"""The parts that the API is described in."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Tag:
    """A part, and how the addresses in it begin; generated clients take its name for a module."""

    name: str
    description: str
    addresses: tuple[str, ...]


TAGS = (
    Tag("answers", "问答：提问、检索，和可以问什么。", ("/api/ask", "/api/search", "/api/suggestions", "/api/facets")),
    Tag("conversations", "对话：存在服务上的，查看、改名、删除、导出，和对回答的评价。", ("/api/conversations", "/api/feedback")),
    Tag("duties", "职责登记册：谁牵头、谁负责、谁配合，何时到期；统计和不一致。", ("/api/duties",)),
    Tag("notices", "公文：版头、正文、原件、版本和改动；上传、撤下、恢复。", ("/api/notices",)),
    Tag("jobs", "任务：收录和更新的任务、进展、没能读入的文件。", ("/api/jobs", "/api/refresh", "/api/rebuild", "/api/failures")),
    Tag("questions", "问题和评测：人们问过什么、没有答案的问题、用自己的问题评测。", ("/api/questions", "/api/evaluation")),
    Tag("keys", "密钥和登录：访问密钥、页面登录、门户组件的通行证。", ("/api/keys", "/api/session", "/api/widget")),
    Tag("oversight", "监督：可见范围、审计记录。", ("/api/visibility", "/api/audit")),
    Tag("openai", "OpenAI 兼容接口：供已经会用 OpenAI 接口的程序直接调用；引文在 message.citations 和正文末尾的来源里。", ("/v1/",)),
    Tag("agents", "智能体：经 MCP（Model Context Protocol）供其他智能体调用的工具。", ("/mcp",)),
    Tag("health", "运行状况：服务是否正常，存储和设置有没有问题。", ("/health", "/metrics", "/api/")),
)  # fmt: skip
"""The first that an address begins with is its own."""


def tag_of(path: str) -> str:
    """The part that an address belongs to."""
    return next(tag.name for tag in TAGS if path.startswith(tag.addresses))
