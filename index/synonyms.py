"""Words that mean the same in official papers, beside the names of departments."""

_GROUPS = (
    ("不能", "不得", "不可", "不准", "禁止", "严禁"),
    ("经费", "资金"),
    ("补助", "补贴"),
    ("奖励", "奖金"),
    ("地址", "地点"),
    ("员工", "职工"),
    ("开始", "启动"),
    ("结束", "截止"),
    ("材料", "资料"),
    ("申请", "申报"),
    ("带队", "率队", "率领"),
    ("好处", "作用"),
    ("老百姓", "群众"),
    ("公司", "企业"),
    ("孩子", "子女"),
    ("医生", "医师", "医护"),
    ("干部", "工作人员"),
)
_SAME = {word: tuple(w for w in group if w != word) for group in _GROUPS for word in group}


def synonyms(word: str) -> tuple[str, ...]:
    """Other words for it; none for most words."""
    return _SAME.get(word, ())
