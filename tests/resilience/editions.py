"""A library of small notices in several editions, each of which tells itself by its facts."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.resilience.clients import Service, wait_until

LAST = 3
"""The edition that every notice has in the end."""
_THINGS = (
    "茶园", "冷库", "食堂", "校车", "路灯", "水渠", "鱼塘", "蜂场", "桥梁", "祠堂",
    "书屋", "球场", "泵站", "厂房", "果园", "牧场", "窑址", "码头", "驿站", "医务室",
    "托育点", "菜市场", "候车亭", "公厕", "停车场", "充电桩", "温室", "苗圃", "粮仓", "油坊",
)  # fmt: skip
_WORKS = ("节能改造", "抢险修缮", "日常管护", "整体搬迁", "登记造册")
SUBJECTS = tuple(f"{thing}{work}" for thing in _THINGS for work in _WORKS)
_LEADS = ("民政局", "教育局", "水利局", "商务局", "林业局", "体育局", "审计局")
_ASIDES = ("", "各单位要高度重视。", "各单位要高度重视，抓紧部署，按时报送进展情况。")


@dataclass(frozen=True)
class Edition:
    """One edition (1, 2, 3 …) of the notice on a subject; no fact is the same in the next one."""

    subject: str
    number: int

    @property
    def _place(self) -> int:
        return SUBJECTS.index(self.subject)

    @property
    def title(self) -> str:
        return f"关于做好{self.subject}工作的通知"

    @property
    def document_number(self) -> str:
        return f"松江政发〔2024〕{self.number * 1000 + self._place}号"

    @property
    def lead(self) -> str:
        """The department that leads."""
        return f"区{_LEADS[(self._place + self.number) % len(_LEADS)]}"

    @property
    def amount(self) -> str:
        """Told in two sections, which must agree."""
        return f"{self.number * 1000 + self._place}元"

    @property
    def deadline(self) -> str:
        return f"2024年{self.number + 3}月{self._place % 28 + 1}日"

    @property
    def facts(self) -> dict[str, str]:
        """Question → what its answer must say."""
        return {
            f"{self.subject}工作由哪个部门牵头？": self.lead,
            f"{self.subject}的补助标准是多少元？": self.amount,
            f"{self.subject}什么时候截止申报？": self.deadline,
            f"《{self.title}》的发文字号是什么？": self.document_number,
        }

    @property
    def text(self) -> str:
        """What stands where moves from edition to edition."""
        aside = _ASIDES[self.number % len(_ASIDES)]
        return f"""松江区人民政府文件

{self.document_number}

{self.title}

各街道办事处，区直各单位：

为做好{self.subject}工作，经区政府同意，现将有关事项通知如下。{aside}

一、职责分工

{self.subject}工作由{self.lead}牵头，区财政局配合。

二、补助标准

{self.subject}的补助标准为每处{self.amount}，同一处每年只补助一次。

三、申报时间

{self.subject}于{self.deadline}截止申报，逾期不再受理。

四、资金核定

{self.lead}按每处{self.amount}核定{self.subject}的补助资金，报区财政局拨付。

松江区人民政府
2024年{self.number}月8日
"""

    def put_into(self, library: Path) -> None:
        """Take the place of the edition before in one step, as an office program saves."""
        written = library / f".{self.subject}.tmp"
        written.write_text(self.text, encoding="utf-8")
        os.replace(written, library / f"{self.subject}.txt")  # noqa: PTH105


def put_all(library: Path, number: int) -> None:
    """The same edition of every notice."""
    library.mkdir(parents=True, exist_ok=True)
    for subject in SUBJECTS:
        Edition(subject, number).put_into(library)


def replace_all(service: Service, library: Path) -> Iterator[int]:
    """Put in one edition after another, each once the one before is shown; gives its number then."""
    for number in range(2, LAST + 1):
        put_all(library, number)
        wait_for(service, number)
        yield number


def wait_for(service: Service, number: int) -> None:
    """Until every notice is shown in this edition."""
    wait_until(lambda: _shown(service) == {*_numbers(number)}, f"edition {number} is shown")


def _numbers(number: int) -> Iterator[str]:
    return (Edition(subject, number).document_number for subject in SUBJECTS)


def _shown(service: Service) -> set[str]:
    with service.client() as client:
        pages = [client.get("/api/notices", limit=100, offset=o)["notices"] for o in (0, 100)]
    return {notice["document_number"] for page in pages for notice in page}
