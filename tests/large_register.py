"""A register of any size, made up: notices whose duties are told without reading a word."""

import random
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import numpy as np

from assistant.settings import Settings
from assistant.wiring import open_workspace
from documents.notice import Duty, Masthead, Notice
from documents.splitting import split
from index.intake import READING
from index.registry import StagedFile
from index.vectorising import hash_of, texts_of

PER_NOTICE = 20
PLACES = [
    "松江", "白鹿", "青石", "临港", "柳河", "石门", "南屏", "云溪", "桐川", "海晏",
]  # fmt: skip
TASKS = [
    "冷链物流", "校际结对", "文化走廊", "跨境电商", "职业教育", "医疗协作", "园区共建", "消费帮扶", "人才交流", "直达航线",
]  # fmt: skip
BODIES = [
    "发展改革委", "发展和改革局", "商务局", "教育局", "财政局", "农业农村局", "文化和旅游局", "卫生健康委员会", "科学技术局", "交通运输局",
    "人社局", "市场监督管理局", "Wi-Fi办", "招商服务中心",
]  # fmt: skip
DEADLINES = [
    None, None, "长期坚持", "年底前", "6月底前", "2025年12月底前", "明年三季度", "2026年3月15日前", "2024年6月底前初步建成，2027年底前完成",
]  # fmt: skip
_VERBS = ["推进", "加快", "扩大", "完善"]
_DIMENSIONS = 384
_TEXT = "各有关单位按照职责分工抓好落实。"


def notices(rows: int, seed: int = 2024) -> Iterator[StagedFile]:
    """Notices with so many duties in all, PER_NOTICE each, about the same short text."""
    chance = random.Random(seed)
    for number in range(-(-rows // PER_NOTICE)):
        held = min(PER_NOTICE, rows - number * PER_NOTICE)
        place = chance.choice(PLACES)
        masthead = Masthead(
            f"{place}市第{number}号对口合作任务分工",
            issuer=f"{place}市人民政府",
            document_number=f"{place}政发〔2024〕{number + 1}号" if number % 3 else None,
            issued_on=date(2023, 1, 1) + timedelta(days=chance.randrange(700))
            if number % 7
            else None,
        )
        notice = Notice(masthead, f"{masthead.title}\n{_TEXT}", sections=())
        passages = split(notice)
        yield StagedFile(
            root="/公文库",
            source=f"{number:05}.txt",
            fingerprint=str(number),
            reading=READING,
            notice=notice,
            passages=passages,
            vector_hashes=[hash_of(text) for text in texts_of(notice, passages)],
            duties=[_duty(chance, place, number * PER_NOTICE + i) for i in range(held)],
        )


def fill(data_dir: Path, rows: int) -> None:
    """A data folder whose register has so many rows; nothing is embedded, all vectors are one."""
    files = list(notices(rows))
    vector = np.full(_DIMENSIONS, _DIMENSIONS**-0.5, dtype=np.float32).tobytes()
    known = dict.fromkeys((each for file in files for each in file.vector_hashes), vector)
    with open_workspace(Settings(data_dir=data_dir)) as workspace:
        workspace.registry.add_vectors(workspace.tools.models.wanted.name, known)
        workspace.tools.replacer.replace(files)


def _duty(chance: random.Random, place: str, number: int) -> Duty:
    names = chance.sample(BODIES, chance.randint(1, 3))
    task = f"{chance.choice(_VERBS)}{place}{chance.choice(TASKS)}（任务{number}）"
    deadline = chance.choice(DEADLINES)
    return Duty(
        task=task,
        role=chance.choice(["牵头", "负责", "配合"]),
        departments=tuple(f"{chance.choice(['市', '区', place])}{name}" for name in names),
        quote=_TEXT,
        start=0,
        end=len(_TEXT),
        headings=("一、重点任务", f"（{number}）{chance.choice(TASKS)}"),
        party=chance.choice([None, f"{place}市", f"{chance.choice(PLACES)}区"]),
        deadline=deadline,
    )
