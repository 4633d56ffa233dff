"""The side of a cooperation that a label names: 静海 in 静海落实部门 is 静海区."""

import re
from collections import Counter

_KINDS = "自治区|自治州|度假区|开发区|高新区|新区|园区|省|市|区|县|州|旗|盟|镇|乡"


def full_party(short: str | None, text: str) -> str | None:
    """The place's full name as the notice writes it most often; the label's own word otherwise."""
    if not short:
        return None
    if re.search(rf"(?:{_KINDS})$", short):
        return short
    found = Counter(re.findall(rf"{re.escape(short)}(?:{_KINDS})", text))
    return found.most_common(1)[0][0] if found else short
