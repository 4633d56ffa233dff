"""How many tokens a text may be to a language model, without its tokenizer: an upper estimate."""

import re

MESSAGE_TOKENS = 8
"""What a chat template puts around each message."""
_LETTERS_A_TOKEN = 2
_PARTS = re.compile(
    r"(?P<chinese>[\u4e00-\u9fff]+)"
    r"|(?P<small>[a-z]+)"
    r"|(?P<single>[ \t]+|[\x00-\x7f]|[，。、；：？！（）《》“”])"
    r"|(?P<rare>.)",
    re.DOTALL,
)


def tokens_at_most(text: str) -> int:
    """Counted so that models with a Chinese vocabulary (Qwen, DeepSeek, GLM, Gemma, XLM-R) need no more.

    A Chinese character of GB 2312 and its punctuation are one token or share one; small letters
    make pieces of two or more; capitals, figures and signs may stand alone; a run of spaces is one.
    The rest (rare characters, full-width spaces, symbols) may fall apart into its UTF-8 bytes.
    """
    return sum(_tokens(match) for match in _PARTS.finditer(text))


def _tokens(part: "re.Match[str]") -> int:
    if run := part["chinese"]:
        common = len(run.encode("gb2312", "ignore")) // 2
        return common + 3 * (len(run) - common)
    if run := part["small"]:
        return -(-len(run) // _LETTERS_A_TOKEN)
    if run := part["rare"]:
        return len(run.encode("utf-8", "surrogatepass"))
    return 1
