"""What share of a sentence's words its sources do not have. Pure, given a lexicon."""

import re

from assistant.grounding.facts import facts
from assistant.grounding.names import Lexicon

_FUNCTION = frozenset(
    re.findall(
        r"\w+",
        "分别 之前 之后 以内 以上 以下 以及 其中 同时 根据 按照 期间 除外 至少 至多 最多 不少 必须 需要 应当 应该 可以 不能"
        " 不得 每天 每日 如果 或者 并且 而且 由于 因为 所以 因此 但是 不过 此外 另外 包括 自己 进行 属于 作为 对于 关于"
        " 通过 为了 以便 截至 截止 累计 合计 总共 一共 共计",
    )
)
"""Words that say nothing by themselves, or that other rules look at."""
_FAMILIAR = 0.5
"""What a word counts that is made of characters of the sources: 小客车 of 小型客车."""


def missing_words(said: str, known: str, asked: str, lexicon: Lexicon) -> tuple[str, float]:
    """The words that the sources do not have, and their share, by length, of all that count.

    What the question asked with is no word of the sentence's own.
    """
    taken = [(fact.start, fact.end) for fact in facts(said)]
    missing, weight, total, end = list[str](), 0.0, 0, 0
    for token in lexicon.tokens(said):
        start, end = end, end + len(token)
        is_fact = any(a < end and start < b for a, b in taken)
        if len(token) < 2 or token.isascii() or is_fact or token in _FUNCTION:
            continue
        if token in known:
            total += len(token)
        elif token not in asked:
            total += len(token)
            missing.append(token)
            weight += len(token) * (_FAMILIAR if set(token) <= set(known) else 1)
    return "、".join(missing), weight / (total or 1)
