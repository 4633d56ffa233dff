"""Lists that answer each other member by member: 甲、乙两县分别投入3万元、2万元. Pure."""

import re

_SENTENCE = re.compile(r"[^。；;！？!?\n]+")
_AND = re.compile(r"、|以及|[及与和](?!以)")
_COUNTED = re.compile(
    r"(?:[一二两三四五六七八九十\d]+(?:个|家|项|名|地|市|县|区|方|者|类)?|等|均|各)$"
)
_LEAST, _LEAST_TAIL = 2, 2
"""Members of a list, and characters that the last of them has for all."""
_LEADING = re.compile(r"^(?P<verb>\D{0,12}?)(?=[\d一二三四五六七八九十百]|第)")
_TO_BODIES = re.compile(r"^(?:为|是|由|在|于|归|向|从|至|到)")


def spread(words: str) -> str:
    """A plain text in which each member stands with its own: 甲投入3万元，乙两县投入2万元."""
    return _SENTENCE.sub(lambda sentence: _spread(sentence[0]), words)


def _spread(sentence: str) -> str:
    before, _, after = sentence.partition("分别")
    part = re.split("[,:]", after, maxsplit=1)[0]
    own = _with_tail(_members(part))
    head, whose, behind = _owners(before, len(own))
    if len(own) < _LEAST or not whose:
        return sentence
    verb = _verb(own[0])
    paired = [
        f"{whose[0]}{behind}{own[0]}",
        *(f"{a}{behind}{verb}{b}" for a, b in zip(whose[1:], own[1:], strict=True)),
    ]
    return f"{head}{','.join(paired)}{_spread(after[len(part) :])}"


def _members(part: str) -> list[str]:
    return [member for member in _AND.split(part) if member]


def _with_tail(members: list[str]) -> list[str]:
    """房建、公路、水利项目: the last has what all have."""
    size = min(map(len, members), default=0)
    tail = members[-1][size:] if members else ""
    if len(tail) < _LEAST_TAIL or re.search(r"\d", "".join(members)):
        return members
    return [*(f"{member}{tail}" for member in members[:-1]), members[-1]]


def _owners(before: str, count: int) -> tuple[str, list[str], str]:
    """What stands before the members, as many as asked for, and behind them; of the last that are."""
    parts = before.rstrip(",").split(",")
    for i in range(len(parts) - 1, -1, -1):
        counted = _COUNTED.sub("", parts[i])
        whose = _with_tail(_members(counted))
        if len(whose) == count:
            head = "".join(f"{part}," for part in parts[:i])
            behind = ",".join(parts[i + 1 :])
            return head, whose, behind
    return "", [], ""


def _verb(member: str) -> str:
    found = _LEADING.match(member) or _TO_BODIES.match(member)
    return found[0] if found else ""
