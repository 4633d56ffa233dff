"""Write a store of an older version of the program as JSON; runs with that version's code.

git archive 8b01e68 | tar x -C /tmp/old            # version 1; aa81c47 made version 2
cp tests/contracts/stores/making.py /tmp/old/
cd /tmp/old && PYTHONPATH=. python making.py <file>.json
"""

import json
import shutil
import sys
from datetime import date, datetime
from pathlib import Path

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.schema import CreateIndex, CreateTable

from documents.notice import Masthead
from index import schema
from index.schema import open_engine
from tests.index.stores import Stores, open_stores, staged

_FOLDER = Path("/tmp/duikou-old")
"""Always the same, since the notices' ids are made from it."""
_RULES = """对口合作资金管理条例（2022年修订）
中华人民共和国国务院令第9999号

第一条 为加强对口合作资金管理，制定本条例。
第二条 资金由财政部门负责拨付，审计部门负责监督。
第三条 本条例自2022年5月1日起施行。《对口合作资金管理暂行办法》（云政发〔2019〕3号）同时废止。
"""
_PLAN = """关于印发澄川云岭对口合作实施方案的通知
澄政办发〔{year}〕7号

各区人民政府：
一、产业合作
（一）共建产业园。市发展改革委牵头，市商务局配合，{year}年底前完成。
二、人才交流
（一）互派干部。市委组织部负责选派挂职干部{number}名。

澄川市人民政府办公室
{year}年5月6日
"""
_TWICE = "关于做好茶叶产销对接的通知\n\n请各单位认真做好茶叶产销工作，由市农业农村局负责。\n"


def _fill(stores: Stores) -> None:
    """A notice in two versions, one in two files, one whose file went, a bad file, an unshown one."""
    library = stores.library
    _write(library / "条例.txt", _RULES)
    _write(library / "方案.txt", _PLAN.format(year=2022, number=3))
    _write(library / "甲/茶叶.txt", _TWICE)
    _write(library / "乙/茶叶.txt", _TWICE)
    _write(library / "已删除.txt", "关于旧事项的通知\n\n本通知的文件后来删除了。\n")
    stores.refresher.refresh(library)
    _write(library / "方案.txt", _PLAN.format(year=2023, number=5))
    _write(library / "坏文件.pdf", "不是PDF")
    (library / "已删除.txt").unlink()
    stores.refresher.refresh(library)
    stores.registry.stage(staged(Masthead("未及切换的通知"), "写入时断电。", root=str(library)))


def _converse(database: str) -> None:
    if "conversations" not in schema.metadata.tables:
        return
    from index.conversations import Conversations, StoredTurn

    engine = open_engine(database)
    conversations = Conversations(engine)
    for question in ("谁负责产业园？", "什么时候完成？"):
        conversations.append("对话1", StoredTurn(question, question, "市发展改革委。", "answered"))
    engine.dispose()


def _write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


def _plain(value: object) -> object:
    if isinstance(value, bytes):
        return value.hex()
    return value.isoformat() if isinstance(value, date | datetime) else value


def _rows(database: str) -> dict[str, list[dict[str, object]]]:
    engine = open_engine(database)
    with engine.connect() as connection:
        found = {
            table.name: [
                {column: _plain(value) for column, value in row.items()}
                for row in connection.execute(table.select()).mappings()
            ]
            for table in schema.metadata.sorted_tables
        }
    engine.dispose()
    return found


def _definitions() -> dict[str, list[str]]:
    """The statements that make the tables, by database."""
    tables = schema.metadata.sorted_tables
    return {
        dialect.name: [
            str(statement.compile(dialect=dialect)).strip()
            for table in tables
            for statement in (CreateTable(table), *map(CreateIndex, table.indexes))
        ]
        for dialect in (sqlite.dialect(), postgresql.dialect())
    }


def main(target: Path) -> None:
    """Index the notices and write every table with its rows."""
    _FOLDER.mkdir()
    database = f"sqlite:///{_FOLDER}/data/registry.db"
    try:
        with open_stores(_FOLDER) as stores:
            _fill(stores)
        _converse(database)
        store = {"definitions": _definitions(), "rows": _rows(database)}
    finally:
        shutil.rmtree(_FOLDER)
    target.write_text(json.dumps(store, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
