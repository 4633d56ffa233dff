"""What the registry and its catalogue promise, on SQLite and on PostgreSQL alike."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import Engine, update

from documents.notice import Masthead
from index import schema
from index.catalogue import Catalogue
from index.errors import StoreError
from index.hit import CURRENT, Filters
from index.intake import READING
from index.opening import open_engine
from index.placing import Arrival, notice_id
from index.registry import Registry, StagedFile
from index.sources import Filed, Sources
from tests.index.stores import staged
from tests.patience import PATIENCE_S

MODEL = "模型甲"
RARE = "𠮷林省“对口合作”100%_完成\\'；--🎉"


@pytest.fixture
def registry(engine: Engine) -> Registry:
    return Registry(engine)


@pytest.fixture
def sources(engine: Engine) -> Sources:
    return Sources(engine)


@pytest.fixture
def catalogue(engine: Engine) -> Catalogue:
    return Catalogue(engine)


def stage(registry: Registry, *files: StagedFile) -> list[Arrival]:
    arrivals: list[Arrival] = []
    for file in files:
        arrivals.append(registry.stage(file, arrivals))
    return arrivals


def show(registry: Registry, *files: StagedFile) -> list[str]:
    """Stage and flip, without followers; the new versions."""
    arrivals = stage(registry, *files)
    registry.make_current(arrivals)
    return [arrival.version_id for arrival in arrivals if arrival.version_id is not None]


def titles(catalogue: Catalogue, containing: str = "", filters: Filters | None = None) -> list[str]:
    records, total = catalogue.notices(limit=50, containing=containing, filters=filters)
    assert total == len(records)
    return [record.title for record in records]


# --- a version's life -----------------------------------------------------------------------------


def test_new_notice_is_shown_with_the_flip(
    registry: Registry, sources: Sources, catalogue: Catalogue
) -> None:
    arrival = registry.stage(staged(Masthead("通知"), "正文。"))
    assert titles(catalogue) == []
    assert sources.known("/公文库", ["通知.txt"]) == {}
    registry.make_current([arrival])
    assert titles(catalogue) == ["通知"]
    nid = notice_id("/公文库", "通知.txt")
    assert arrival.notice_id == nid
    assert sources.known("/公文库", ["通知.txt"]) == {"通知.txt": Filed(nid, "1", READING)}


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


def test_whatever_changes_the_answers_changes_the_mark(
    registry: Registry, catalogue: Catalogue
) -> None:
    assert catalogue.last_flip() is None
    marks: list[str | None] = [None]

    def is_marked() -> bool:
        marks.append(catalogue.last_flip())
        return marks[-1] != marks[-2]

    [version] = show(registry, staged(Masthead("通知"), "一稿。"))
    assert is_marked()
    [arrival] = stage(registry, staged(Masthead("通知"), "二稿。"))
    assert not is_marked()
    registry.make_current([arrival])
    assert is_marked()
    registry.sweep(version)
    assert not is_marked()
    registry.withdraw(notice_id("/公文库", "通知.txt"))
    assert is_marked()
    registry.remove("/公文库", ["通知.txt"])
    assert is_marked()
    registry.forget("/公文库")
    assert is_marked()
    assert len(set(marks)) == 6


@pytest.mark.parametrize("going", ["撤下", "文件没了", "整库移出"])
def test_notice_that_went_keeps_its_id_when_it_returns(
    registry: Registry, catalogue: Catalogue, going: str
) -> None:
    show(registry, staged(Masthead("通知"), "正文。"))
    [before], _ = catalogue.notices(limit=1)
    took = {
        "撤下": lambda: registry.withdraw(before.id),
        "文件没了": lambda: registry.remove("/公文库", ["通知.txt", "没有.txt"]),
        "整库移出": lambda: registry.forget("/公文库"),
    }
    assert took[going]() == 1
    assert titles(catalogue) == []
    assert catalogue.notice(before.id) is None
    assert took[going]() == 0
    show(registry, staged(Masthead("通知"), "又来了。", fingerprint="2"))
    [after], _ = catalogue.notices(limit=1)
    assert after.id == before.id
    assert [v.number for v in catalogue.versions(after.id)] == [2, 1]


def test_unknown_notice_cannot_be_withdrawn(registry: Registry, catalogue: Catalogue) -> None:
    show(registry, staged(Masthead("通知"), "正文。"))
    assert registry.withdraw("没有这个编号") is False
    assert titles(catalogue) == ["通知"]


def test_swept_staged_version_leaves_nothing(
    registry: Registry, sources: Sources, catalogue: Catalogue
) -> None:
    arrival = registry.stage(staged(Masthead("通知"), "正文。"))
    assert arrival.version_id is not None
    registry.sweep(arrival.version_id)
    assert registry.unfinished() == []
    assert catalogue.versions(arrival.notice_id) == []
    assert sources.known("/公文库", ["通知.txt"]) == {}


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


def test_same_name_under_two_roots_is_two_notices(
    registry: Registry, sources: Sources, catalogue: Catalogue
) -> None:
    show(
        registry,
        *(staged(Masthead("通知"), f"{root}的。", root=root) for root in ("/甲库", "/乙库")),
    )
    assert len(titles(catalogue)) == 2
    assert registry.remove("/甲库", ["通知.txt"]) == 1
    assert list(sources.known("/乙库", ["通知.txt"])) == ["通知.txt"]
    assert sources.known("/甲库", ["通知.txt"]) == {}
    assert sources.roots() == ["/乙库", "/甲库"]


def test_forgotten_root_takes_along_what_was_restored_without_a_file(
    registry: Registry, catalogue: Catalogue
) -> None:
    [version] = show(registry, staged(Masthead("通知"), "正文。"))
    show(registry, staged(Masthead("别的通知"), "正文。", root="/乙库"))
    nid = notice_id("/公文库", "通知.txt")
    registry.remove("/公文库", ["通知.txt"])
    former = registry.stored(nid, version)
    assert former is not None
    registry.make_current([registry.stage_again(nid, former)])
    assert sorted(titles(catalogue)) == ["别的通知", "通知"]
    assert registry.forget("/公文库") == 1
    assert titles(catalogue) == ["别的通知"]


def test_stored_version_is_the_notice_as_it_was_read(registry: Registry) -> None:
    masthead = Masthead(RARE, RARE, "澄政发〔2024〕3号", issued_on=date(2024, 2, 29))
    file = staged(masthead, f"一、总则\n{RARE}", source="甲.txt", fingerprint="f1")
    file = replace(file, notice=replace(file.notice, pages=(0, 4)))
    [version] = show(registry, file)
    nid = notice_id("/公文库", "甲.txt")
    show(registry, staged(Masthead("新题"), "新文。", source="甲.txt", fingerprint="f2"))
    former = registry.stored(nid, version)
    assert former is not None
    assert former.notice == file.notice
    assert (former.root, former.source, former.fingerprint) == ("/公文库", "甲.txt", "f1")
    assert registry.stored(nid, "没有这个版本") is None
    assert registry.stored("没有这个编号", version) is None


def test_version_that_is_only_staged_cannot_be_restored(registry: Registry) -> None:
    arrival = registry.stage(staged(Masthead("通知"), "正文。"))
    assert registry.stored(arrival.notice_id, str(arrival.version_id)) is None


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


def test_people_and_refreshes_change_what_is_shown_at_the_same_moment(
    registry: Registry, catalogue: Catalogue
) -> None:
    """Withdrawing and removing need no lock of their own beside a flip."""
    names = [f"{i}.txt" for i in range(30)]
    show(registry, *(staged(Masthead(name), "正文。", source=name) for name in names))
    ids = {name: notice_id("/公文库", name) for name in names}

    def change(names: list[str]) -> None:
        for name in names:
            show(registry, staged(Masthead(name), "新文。", source=name, fingerprint="2"))

    with ThreadPoolExecutor(3) as pool:
        doing = [
            pool.submit(change, names[:10]),
            pool.submit(lambda: [registry.withdraw(ids[name]) for name in names[10:20]]),
            pool.submit(lambda: [registry.remove("/公文库", [name]) for name in names[20:]]),
        ]
        for each in doing:
            each.result()
    assert sorted(titles(catalogue)) == sorted(names[:10])


# --- passages and vectors -------------------------------------------------------------------------


def test_passages_come_in_batches_of_what_is_current(registry: Registry) -> None:
    long = staged(Masthead("长通知"), "各部门按照职责分工抓好落实。" * 20_000)
    versions = show(registry, long, staged(Masthead("短通知"), "正文。"))
    registry.stage(staged(Masthead("未生效"), "还没有人看得到。"))
    batches = list(registry.current_passages())
    assert len(batches) > 1
    assert sum(map(len, batches)) == registry.count_current() == len(long.passages) + 1
    [[short]] = registry.current_passages(versions[1:])
    assert (short.title, short.text) == ("短通知", "短通知\n正文。")
    assert list(registry.current_passages([])) == []


def test_vectors_come_back_bit_for_bit_and_once(registry: Registry) -> None:
    made = {f"{i:064x}": bytes(range(256)) * 6 + i.to_bytes(2, "big") for i in range(1200)}
    registry.add_vectors(MODEL, made)
    registry.add_vectors(MODEL, {"0" * 64: b"other"})
    registry.add_vectors(MODEL, {})
    assert registry.vectors(MODEL, [*made, "没有"]) == made


def test_each_model_has_its_own_vectors(registry: Registry) -> None:
    registry.add_vectors("模型甲", {"同一段": "甲".encode()})
    registry.add_vectors("模型乙", {"同一段": "乙".encode()})
    assert registry.vectors("模型甲", ["同一段"]) == {"同一段": "甲".encode()}
    assert registry.vectors("模型乙", ["同一段"]) == {"同一段": "乙".encode()}
    assert registry.vectors("模型丙", ["同一段"]) == {}


def test_vectors_of_one_text_may_be_added_at_the_same_moment(registry: Registry) -> None:
    """In whatever order the texts come: nobody waits for the other in a circle."""
    made = [{f"{i:060x}{j:04}": b"%d" % j for j in range(500)} for i in range(8)]
    barrier = threading.Barrier(4, timeout=PATIENCE_S)

    def add(is_backwards: bool) -> None:
        for vectors in made:
            barrier.wait()
            order = reversed(vectors.items()) if is_backwards else vectors.items()
            registry.add_vectors(MODEL, dict(order))

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(add, [True, False, True, False]))
    for vectors in made:
        assert registry.vectors(MODEL, list(vectors)) == vectors


def test_vectors_that_nothing_needs_are_kept_for_a_day(registry: Registry, engine: Engine) -> None:
    file = staged(Masthead("通知"), "正文。")
    needed = file.vector_hashes[0]
    registry.add_vectors(MODEL, {needed: b"1", "刚做的": b"2", "旧的": b"3"})
    registry.add_vectors("换掉的模型", {needed: b"4", "旧的": b"5"})
    arrival = registry.stage(file)
    age(engine, needed, "旧的")
    registry.forget_unused_vectors(MODEL)
    assert registry.vectors(MODEL, [needed, "刚做的", "旧的"]) == {needed: b"1", "刚做的": b"2"}
    assert registry.vectors("换掉的模型", [needed, "旧的"]) == {}
    registry.sweep(str(arrival.version_id))
    registry.forget_unused_vectors(MODEL)
    assert registry.vectors(MODEL, [needed, "刚做的"]) == {"刚做的": b"2"}


def age(engine: Engine, *hashes: str) -> None:
    """As if these vectors had been made the day before yesterday."""
    vectors = schema.vectors
    made = datetime.now(UTC).replace(tzinfo=None) - timedelta(days=2)
    with engine.begin() as connection:
        old = update(vectors).where(vectors.c.hash.in_(hashes))
        connection.execute(old.values(made_at=made))


# --- opening --------------------------------------------------------------------------------------


def test_opening_again_keeps_everything(url: str, registry: Registry) -> None:
    show(registry, staged(Masthead("通知"), "正文。"))
    again = open_engine(url)
    assert titles(Catalogue(again)) == ["通知"]
    again.dispose()


def test_many_that_open_a_new_store_at_once_all_succeed(url: str) -> None:
    with ThreadPoolExecutor(6) as pool:
        for engine in pool.map(open_engine, [url] * 6):
            assert titles(Catalogue(engine)) == []
            engine.dispose()


def test_missing_table_is_reported_in_chinese(engine: Engine, registry: Registry) -> None:
    with engine.begin() as connection:
        schema.vectors.drop(connection)
    with pytest.raises(StoreError, match=r"(?s)登记库读写失败.*请检查"):
        registry.vectors(MODEL, ["1"])


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
