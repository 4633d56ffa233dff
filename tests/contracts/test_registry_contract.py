"""What the registry and its catalogue promise, on SQLite and on PostgreSQL alike."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from sqlalchemy import Engine, update

from documents.notice import Masthead
from index import schema
from index.catalogue import Catalogue
from index.errors import StoreError, StoreOutdatedError
from index.hit import CURRENT, Filters
from index.refreshing import READING
from index.registry import FailedFile, Filed, Registry, StagedFile, notice_id
from index.schema import open_engine
from tests.index.stores import staged

RARE = "𠮷林省“对口合作”100%_完成\\'；--🎉"


@pytest.fixture
def engine(url: str) -> Iterator[Engine]:
    opened = open_engine(url)
    yield opened
    opened.dispose()


@pytest.fixture
def registry(engine: Engine) -> Registry:
    return Registry(engine)


@pytest.fixture
def catalogue(engine: Engine) -> Catalogue:
    return Catalogue(engine)


def show(registry: Registry, *files: StagedFile) -> list[str]:
    """Stage and flip, without followers."""
    versions = [registry.stage(file) for file in files]
    registry.make_current(versions)
    return versions


def titles(catalogue: Catalogue, containing: str = "", filters: Filters | None = None) -> list[str]:
    records, total = catalogue.notices(limit=50, containing=containing, filters=filters)
    assert total == len(records)
    return [record.title for record in records]


# --- a version's life -----------------------------------------------------------------------------


def test_new_notice_is_shown_with_the_flip(registry: Registry, catalogue: Catalogue) -> None:
    version_id = registry.stage(staged(Masthead("通知"), "正文。"))
    assert titles(catalogue) == []
    registry.make_current([version_id])
    assert titles(catalogue) == ["通知"]
    assert registry.filed("/公文库") == {
        "通知.txt": Filed(notice_id("/公文库", "通知.txt"), "1", READING)
    }


def test_flip_shows_the_new_and_hides_the_old(registry: Registry, catalogue: Catalogue) -> None:
    [old] = show(registry, staged(Masthead("旧题"), "旧文。", source="a.txt", fingerprint="旧"))
    [new] = show(registry, staged(Masthead("新题"), "新文。", source="a.txt", fingerprint="新"))
    assert titles(catalogue) == ["新题"]
    assert [version for version, _ in registry.unfinished()] == [old]
    [record], _ = catalogue.notices(limit=1)
    assert record.version_id == new
    assert [v.fingerprint for v in catalogue.versions(record.id)] == ["新", "旧"]


def test_many_notices_flip_together(registry: Registry, catalogue: Catalogue) -> None:
    for edition in ("旧", "新"):
        show(
            registry,
            *(staged(Masthead(f"{edition}{i}"), "正文。", source=str(i)) for i in range(5)),
        )
    assert sorted(titles(catalogue)) == [f"新{i}" for i in range(5)]
    assert len(registry.unfinished()) == 5


def test_only_a_flip_changes_the_mark_of_the_last_flip(
    registry: Registry, catalogue: Catalogue
) -> None:
    assert catalogue.last_flip() is None
    [version] = show(registry, staged(Masthead("通知"), "一稿。"))
    first = catalogue.last_flip()
    registry.stage(staged(Masthead("通知"), "二稿。"))
    registry.retire(notice_id("/公文库", "通知.txt"))
    registry.sweep(version)
    assert catalogue.last_flip() == first
    show(registry, staged(Masthead("通知"), "二稿。"))
    assert catalogue.last_flip() not in {None, first}


def test_retired_notice_is_gone_and_keeps_its_id_when_it_returns(
    registry: Registry, catalogue: Catalogue
) -> None:
    show(registry, staged(Masthead("通知"), "正文。"))
    [before], _ = catalogue.notices(limit=1)
    registry.retire(before.id)
    assert titles(catalogue) == []
    assert catalogue.notice(before.id) is None
    assert registry.filed("/公文库") == {}
    show(registry, staged(Masthead("通知"), "又来了。"))
    [after], _ = catalogue.notices(limit=1)
    assert after.id == before.id
    assert len(catalogue.versions(after.id)) == 2


def test_swept_staged_version_leaves_nothing(registry: Registry, catalogue: Catalogue) -> None:
    version_id = registry.stage(staged(Masthead("通知"), "正文。"))
    registry.sweep(version_id)
    assert registry.unfinished() == []
    assert catalogue.versions(notice_id("/公文库", "通知.txt")) == []


def test_swept_retiring_version_is_history_without_passages(
    registry: Registry, catalogue: Catalogue
) -> None:
    [old] = show(registry, staged(Masthead("通知"), "一稿。"))
    show(registry, staged(Masthead("通知"), "二稿。"))
    [(unfinished, passages)] = registry.unfinished()
    assert (unfinished, passages) == (old, [f"{old}:0"])
    registry.sweep(old)
    assert registry.unfinished() == []
    assert list(registry.current_passages([old])) == []
    assert [v.state for v in catalogue.versions(notice_id("/公文库", "通知.txt"))] == [
        schema.LIVE,
        schema.RETIRED,
    ]


def test_same_name_under_two_roots_is_two_notices(registry: Registry, catalogue: Catalogue) -> None:
    show(registry, *(staged(Masthead("通知"), "正文。", root=root) for root in ("/甲库", "/乙库")))
    assert len(titles(catalogue)) == 2
    registry.retire(notice_id("/甲库", "通知.txt"))
    assert list(registry.filed("/乙库")) == ["通知.txt"]
    assert registry.filed("/甲库") == {}
    assert registry.roots() == ["/乙库", "/甲库"]


def test_notice_without_passages_is_kept(registry: Registry, catalogue: Catalogue) -> None:
    file = staged(Masthead("空通知"), "")
    show(registry, StagedFile(file.root, file.source, "1", READING, file.notice, (), ()))
    assert titles(catalogue) == ["空通知"]
    assert registry.count_current() == 0


def test_readers_see_the_old_or_the_new_while_versions_flip(
    registry: Registry, catalogue: Catalogue
) -> None:
    show(registry, staged(Masthead("通知"), "第0稿。"))
    nid = notice_id("/公文库", "通知.txt")
    done = threading.Event()

    def read() -> set[int]:
        seen = set()
        while not done.is_set():
            seen.add(len(titles(catalogue)))
            seen.add(len(catalogue.passages_of(nid)))
        return seen

    with ThreadPoolExecutor(2) as pool:
        readers = [pool.submit(read) for _ in range(2)]
        for i in range(1, 16):
            show(registry, staged(Masthead("通知"), f"第{i}稿。"))
            registry.sweep(registry.unfinished()[0][0])
        done.set()
    assert {count for reader in readers for count in reader.result()} == {1}


# --- passages and vectors -------------------------------------------------------------------------


def test_passages_come_in_batches_of_what_is_current(registry: Registry) -> None:
    long = staged(Masthead("长通知"), "各部门按照职责分工抓好落实。" * 20_000)
    versions = show(registry, long, staged(Masthead("短通知"), "正文。"))
    registry.stage(staged(Masthead("未生效"), "正文。"))
    batches = list(registry.current_passages())
    assert len(batches) > 1
    assert sum(map(len, batches)) == registry.count_current() == len(long.passages) + 1
    [[short]] = registry.current_passages(versions[1:])
    assert (short.title, short.text) == ("短通知", "短通知\n正文。")
    assert list(registry.current_passages([])) == []


def test_vectors_come_back_bit_for_bit_and_once(registry: Registry) -> None:
    made = {f"{i:064x}": bytes(range(256)) * 6 + i.to_bytes(2, "big") for i in range(1200)}
    registry.add_vectors(made)
    registry.add_vectors({"0" * 64: b"other"})
    assert registry.vectors([*made, "没有"]) == made


def test_vectors_are_kept_while_a_passage_needs_them(registry: Registry) -> None:
    file = staged(Masthead("通知"), "正文。")
    registry.add_vectors({file.vector_hashes[0]: b"1", "无用": b"2"})
    version_id = registry.stage(file)
    registry.forget_unused_vectors()
    assert registry.vectors([file.vector_hashes[0], "无用"]) == {file.vector_hashes[0]: b"1"}
    registry.sweep(version_id)
    registry.forget_unused_vectors()
    assert registry.vectors([file.vector_hashes[0]]) == {}


# --- failures, facts, opening ---------------------------------------------------------------------


def test_failures_are_those_of_the_last_refresh(registry: Registry) -> None:
    first = FailedFile("/甲库", "坏.pdf", "1", "坏.pdf：文件损坏。请重新下载。")
    registry.set_failures("/甲库", [first])
    registry.set_failures("/乙库", [FailedFile("/乙库", "空.txt", "2", "空文件。")])
    assert registry.failed("/甲库") == {"坏.pdf": first}
    registry.set_failures("/甲库", [])
    assert registry.failed("/甲库") == {}
    assert list(registry.failed("/乙库")) == ["空.txt"]
    assert registry.roots() == ["/乙库"]


def test_store_is_bound_to_its_model(registry: Registry) -> None:
    registry.claim_model("模型甲")
    registry.claim_model("模型甲")
    with pytest.raises(
        StoreOutdatedError, match=r"模型 模型甲 建立.*模型乙.*DUIKOU_EMBEDDING_MODEL"
    ):
        registry.claim_model("模型乙")


def test_opening_again_keeps_everything(url: str, registry: Registry) -> None:
    show(registry, staged(Masthead("通知"), "正文。"))
    again = open_engine(url)
    assert titles(Catalogue(again)) == ["通知"]
    again.dispose()


def test_store_of_another_version_is_refused_and_left_alone(url: str, engine: Engine) -> None:
    facts = schema.facts
    with engine.begin() as connection:
        connection.execute(update(facts).where(facts.c.name == "schema").values(value="999"))
        schema.failures.drop(connection)
    with pytest.raises(StoreOutdatedError, match=r"结构 999，当前 2.*DUIKOU_DATA_DIR"):
        open_engine(url)
    with engine.connect() as connection:
        assert not engine.dialect.has_table(connection, "failures")


def test_many_that_open_a_new_store_at_once_all_succeed(url: str) -> None:
    with ThreadPoolExecutor(6) as pool:
        for engine in pool.map(open_engine, [url] * 6):
            assert titles(Catalogue(engine)) == []
            engine.dispose()


def test_missing_table_is_reported_in_chinese(engine: Engine, registry: Registry) -> None:
    with engine.begin() as connection:
        schema.vectors.drop(connection)
    with pytest.raises(StoreError, match=r"(?s)登记库读写失败.*请检查"):
        registry.vectors(["1"])


def test_lost_connections_are_made_again(engine: Engine, catalogue: Catalogue) -> None:
    if engine.dialect.name != "postgresql":
        pytest.skip("SQLite 没有服务器连接")
    assert titles(catalogue) == []
    other = open_engine(engine.url.render_as_string(hide_password=False))
    with other.connect() as connection:
        connection.exec_driver_sql(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    other.dispose()
    assert titles(catalogue) == []


# --- the catalogue --------------------------------------------------------------------------------


def test_every_word_comes_back_as_it_was(registry: Registry, catalogue: Catalogue) -> None:
    masthead = Masthead(
        RARE, RARE, RARE, RARE, RARE, RARE, date(1999, 12, 31), date(2024, 2, 29), RARE
    )
    file = staged(masthead, RARE * 5000, source=RARE, root=RARE)
    show(registry, file)
    [record], _ = catalogue.notices(limit=1)
    shown = catalogue.notice(record.id)
    assert shown is not None
    assert shown.text == file.notice.text
    assert (record.title, record.issuer, record.source, record.root) == (RARE, RARE, RARE, RARE)
    assert (record.issued_on, record.published_on) == (date(1999, 12, 31), date(2024, 2, 29))
    assert record.status == CURRENT
    assert "".join(passage.text for passage in catalogue.passages_of(record.id)) == shown.text


def test_newest_come_first_and_undated_last(registry: Registry, catalogue: Catalogue) -> None:
    days = {"乙": date(2023, 1, 1), "丁": None, "甲": date(2024, 1, 1), "丙": date(2022, 1, 1)}
    show(registry, *(staged(Masthead(t, published_on=day), "正文。") for t, day in days.items()))
    assert titles(catalogue) == ["甲", "乙", "丙", "丁"]


@pytest.mark.parametrize(
    ("containing", "expected"),
    [("%", 1), ("_", 1), ("\\", 1), ("'", 1), ("gdp", 1), ("GDP", 1), ("通知", 2), ("没有", 0)],
    ids=["百分号", "下划线", "反斜杠", "引号", "小写", "大写", "常用词", "没有"],
)
def test_search_words_are_taken_literally_whatever_their_case(
    registry: Registry, catalogue: Catalogue, containing: str, expected: int
) -> None:
    show(registry, staged(Masthead(f"{RARE}通知"), ""), staged(Masthead("Gdp核算通知"), ""))
    assert len(titles(catalogue, containing)) == expected


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (Filters(issuer="商务"), ["茶叶通知"]),
        (Filters(category="教育"), ["教育通知"]),
        (Filters(party="云岭市"), ["茶叶通知"]),
        (Filters(issued_from=date(2024, 1, 1)), ["教育通知"]),
        (Filters(issued_to=date(2023, 12, 31)), ["茶叶通知"]),
        (Filters(issued_from=date(2023, 5, 1), issued_to=date(2023, 5, 1)), ["茶叶通知"]),
        (Filters(status=CURRENT), ["教育通知", "茶叶通知", "无日期通知"]),
        (Filters(status="废止"), []),
        (Filters(issuer="商务", category="教育"), []),
        (Filters(issuer="%"), []),
    ],
    ids=["机关", "分类", "当事方", "起始", "截止", "当天", "现行", "废止", "两项都要", "通配符"],
)
def test_filters_hold_together(
    registry: Registry, catalogue: Catalogue, filters: Filters, expected: list[str]
) -> None:
    tea = Masthead("茶叶通知", issuer="商务局", issued_on=date(2023, 5, 1))
    school = Masthead("教育通知", category="科技、教育", published_on=date(2024, 2, 1))
    show(
        registry,
        staged(tea, "与云岭市合作。"),
        staged(school, "办学。"),
        staged(Masthead("无日期通知"), "其他。"),
    )
    assert titles(catalogue, filters=filters) == expected
    assert len(catalogue.versions_matching(filters)) == len(expected)


def test_titles_and_numbers_are_found_whatever_their_marks(
    registry: Registry, catalogue: Catalogue
) -> None:
    masthead = Masthead("关于印发《实施方案（2024年）》的通知", document_number="澄政发〔2024〕3号")
    show(registry, staged(masthead, "正文。"), staged(Masthead("没有文号的通知"), "正文。"))
    assert [r.title for r in catalogue.titled("实施方案(２０２４年)")] == [masthead.title]
    assert [r.title for r in catalogue.numbered("澄政发[2024] ３号")] == [masthead.title]


def test_more_passages_than_one_query_may_name(registry: Registry, catalogue: Catalogue) -> None:
    [version_id] = show(registry, staged(Masthead("通知"), "正文。"))
    ids = [f"没有:{i}" for i in range(70_000)] + [f"{version_id}:0"]
    assert list(catalogue.passages(ids)) == [f"{version_id}:0"]
