"""The databases a registry may live in: a SQLite file, and a PostgreSQL cluster made for the tests."""

import os
import shutil
import subprocess
import tempfile
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine

from index.opening import open_engine
from tests.contracts.placing import Index

_DEBIAN = Path("/usr/lib/postgresql")


@pytest.fixture(params=["SQLite", "PostgreSQL"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database."""
    if request.param == "SQLite":
        return f"sqlite:///{tmp_path / 'registry.db'}"
    return _new_database(request.getfixturevalue("cluster"))


@pytest.fixture
def engine(url: str) -> Iterator[Engine]:
    """An empty registry in it."""
    opened = open_engine(url)
    yield opened
    opened.dispose()


@pytest.fixture
def index(engine: Engine) -> Index:
    """The registry without followers."""
    return Index(engine)


def _new_database(cluster: str) -> str:
    name = f"t{uuid.uuid4().hex}"
    engine = create_engine(cluster, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    engine.dispose()
    return cluster.replace("/postgres?", f"/{name}?")


@pytest.fixture(scope="session")
def cluster() -> Iterator[str]:
    """The URL of a PostgreSQL cluster that ends with the tests; reached by a Unix socket only."""
    pytest.importorskip("psycopg", reason="没有安装 psycopg（pip install 'duikou[test]'）")
    programs = sorted(_DEBIAN.glob("*/bin/initdb"))
    if not programs:
        pytest.skip("没有安装 PostgreSQL（apt-get install postgresql），跳过它的登记库测试")
    folder = Path(tempfile.mkdtemp(prefix="duikou-pg-"))
    data = folder / "data"
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres")
    server = f"-k {folder} -c listen_addresses= -c fsync=off -c timezone=Asia/Shanghai"
    try:
        _run(programs[-1], "-D", data, "-U", "duikou", "-A", "trust", "-E", "UTF8", "--no-sync")
        control = programs[-1].with_name("pg_ctl")
        _run(control, "-D", data, "-l", folder / "log", "-o", server, "-w", "start")
        yield f"postgresql+psycopg://duikou@/postgres?host={folder}"
        _run(control, "-D", data, "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder)


def _run(program: Path, *arguments: str | Path) -> None:
    """PostgreSQL refuses to run as root."""
    user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    done = subprocess.run(
        [*user, program, *arguments],
        cwd="/",
        env={"PATH": "/usr/sbin:/usr/bin:/bin", "LC_ALL": "C.UTF-8"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        check=False,
    )
    assert done.returncode == 0, f"{program} 失败"
