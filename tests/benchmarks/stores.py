"""Embeddings that cost nothing, and notices made up for scale."""

import hashlib
import random
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from index.registry import StoredPassage
from tests.index.stores import CountingEmbeddings, Stores

PLACES = [
    "松江", "白鹿", "青石", "临港", "柳河", "石门", "南屏", "云溪", "桐川", "海晏",
]  # fmt: skip
TASKS = [
    "冷链物流", "校际结对", "文化走廊", "跨境电商", "职业教育", "医疗协作", "园区共建", "消费帮扶", "人才交流", "直达航线",
]  # fmt: skip
BODIES = [
    "商务局", "教育局", "财政局", "农业农村局", "文化和旅游局", "卫生健康委员会", "科学技术局", "交通运输局",
]  # fmt: skip
WORDS = [
    "推进", "加快", "完善", "建立", "机制", "平台", "项目", "资金", "企业", "合作",
    "示范", "服务", "标准", "培训", "开放", "试点", "信息", "共享", "监督", "考核",
]  # fmt: skip


@dataclass
class RandomEmbeddings(CountingEmbeddings):
    """A random direction for each text, the same for the same text: costs nothing."""

    name: str = "随机方向"

    def embed_query(self, text: str) -> list[float]:
        """A vector of length 1, 384 numbers."""
        seed = int.from_bytes(hashlib.sha256(text.encode()).digest()[:8])
        vector = np.random.default_rng(seed).standard_normal(384)
        return [float(x) for x in vector / np.linalg.norm(vector)]


def passages(stores: Stores) -> list[StoredPassage]:
    """Every current passage."""
    return [passage for batch in stores.registry.current_passages() for passage in batch]


def write_notices(folder: Path, notices: int, sections: int) -> None:
    """Made-up notices; each section becomes a passage or two."""
    folder.mkdir()
    chance = random.Random(2024)
    for n in range(notices):
        place, other = chance.sample(PLACES, 2)
        lines = [
            f"{place}区与{other}县对口合作第{n}号通知",
            "",
            f"{place}政发〔2024〕{n + 1}号",
            "",
        ]
        for s in range(sections):
            lines += [f"{s + 1}. {chance.choice(TASKS)}（{n}-{s}）", _sentences(chance), ""]
        (folder / f"{n:04}.txt").write_text("\n".join(lines), "utf-8")


def _sentences(chance: random.Random) -> str:
    said = "，".join("".join(chance.choices(WORDS, k=4)) for _ in range(18))
    return f"{said}。由{chance.choice(BODIES)}牵头，{chance.choice(BODIES)}配合。"
