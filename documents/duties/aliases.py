"""Tell that 发改委, 发展改革局 and 发展和改革委员会 are one department."""

import re

_SHORT = {
    "发改": "发展改革", "工信": "工业信息化", "工业信息": "工业信息化", "人社": "人力资源社会保障", "人力社保": "人力资源社会保障",
    "住建": "住房城乡建设", "文旅": "文化旅游", "文广旅": "文化广电旅游", "卫健": "卫生健康", "市监": "市场监督管理",
    "市场监管": "市场监督管理", "市场监督": "市场监督管理", "地方金融监督": "地方金融监督管理",
    "农业": "农业农村", "农村农业": "农业农村", "自规": "自然资源规划", "环保": "生态环境",
    "交通": "交通运输", "应急": "应急管理", "审批": "行政审批", "政务服务": "政务服务管理", "数据": "大数据", "教体": "教育体育",
    "退役军人": "退役军人事务", "医保": "医疗保障", "金融": "地方金融监督管理", "国资": "国有资产监督管理", "团": "共青团",
}  # fmt: skip
_PLACE = re.compile(
    r"(?:国家|中央|全国|[\u4e00-\u9fff]{1,6}?(?:自治区|自治州|度假区|开发区|省|市(?!场)|区(?!域)|县(?!域)|州|旗)"
    r"|省|市(?!场)|区(?!域)|县(?!域)|州|旗|盟|厅|局){1,3}(?=[\u4e00-\u9fff]{2})"
)
_RANK = re.compile(r"(?:委员会|管理委员会|办公室|办公厅|管理局|局|委|厅|部|办)$")


def stem(name: str) -> str:
    """What a department is for, without its place and rank: 发展改革 for 市发改委; '' for a bare rank."""
    bare = re.sub(r"[（(〔].*?[）)〕]", "", name).replace("和", "").replace("与", "")
    whole = _RANK.sub("", bare)
    if whole in _SHORT:
        return _SHORT[whole]  # 市监局 has no place before it
    rest = bare[place.end() :] if (place := _PLACE.match(bare)) else bare
    core = _RANK.sub("", rest) or rest
    return _SHORT.get(core, core)


def same_department(one: str, other: str) -> bool:
    """Whether two names mean the same department of one place: the place itself is not compared."""
    return one == other or (len(stem(one)) > 1 and stem(one) == stem(other))
