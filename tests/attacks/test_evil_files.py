"""Files that would write elsewhere, fill the memory, read or fetch what is not theirs."""

import http.server
import io
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from assistant.settings import Settings
from tests.assistant.web.errors import error_of
from tests.assistant.web.live import Live, running
from tests.attacks import evil_files as evil

_SECRET = "密码是四月丁香"
_NAMES = [
    "../../出去.txt",
    "/tmp/出去.txt",
    "..\\..\\出去.txt",
    "word/../../../出去.txt",
    "C:/出去.txt",
]


@dataclass(frozen=True)
class Elsewhere:
    """What no file may reach: another's file, and a site that notes who comes."""

    secret: Path
    address: str
    visits: list[str]


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory, model_folder: Path) -> Iterator[Live]:
    with running(Settings(data_dir=tmp_path_factory.mktemp("evil") / "data")) as service:
        yield service


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Elsewhere]:
    secret = tmp_path_factory.mktemp("elsewhere") / "secret.txt"
    secret.write_text(_SECRET, "utf-8")
    visits: list[str] = []

    class Site(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            visits.append(self.path)
            self.send_error(404)

    with http.server.HTTPServer(("127.0.0.1", 0), Site) as site:
        threading.Thread(target=site.serve_forever, daemon=True).start()
        yield Elsewhere(secret, f"http://127.0.0.1:{site.server_port}/x", visits)
        site.shutdown()


def everything(live: Live) -> set[Path]:
    """All files in the folder of the data folder."""
    return set(live.workspace.settings.data_dir.parent.rglob("*"))


def told(live: Live, name: str, content: bytes) -> str:
    """All that is known of a file once it was sent: its text, or why it has none."""
    job = live.upload(name, content)
    assert job["state"] == "done"
    notices = [n for n in live.notices() if n["source"] == name]
    texts = [live.get(f"/api/notices/{n['id']}")["text"] for n in notices]
    return "\n".join([*texts, *(failed["reason"] for failed in job["failures"])])


def evaluated(live: Live, content: bytes) -> tuple[int, str]:
    """What is said of a sheet of questions."""
    response = live.client.post("/api/evaluation", files={"file": ("问题.xlsx", content)})
    return response.status_code, response.text


# --- members that lie elsewhere ------------------------------------------------------------------


def test_members_of_an_archive_are_written_nowhere(live: Live) -> None:
    sound = evil.word()
    outside = [Path("/tmp/出去.txt"), live.workspace.settings.data_dir.parent / "出去.txt"]
    before = everything(live)
    said = told(live, "越界.docx", evil.with_members(sound, _NAMES))
    assert "商务局" in said
    link = evil.with_link(sound, "word/media/image1.png", "/etc/passwd")
    assert "root:" not in told(live, "链接.docx", link)
    linked = evil.with_parts(sound, word__styles_xml=b"/etc/passwd")
    assert "root:" not in told(live, "样式.docx", linked)
    evaluated(live, evil.with_members(evil.sheet(), _NAMES))
    assert not any(path.exists() for path in outside)
    new = {path.name for path in everything(live) - before if path.is_file()}
    assert "出去.txt" not in new
    assert not any(path.is_symlink() for path in everything(live))


# --- bombs ---------------------------------------------------------------------------------------


def _repeated(start: bytes, piece: bytes, end: bytes, size: int) -> bytes:
    return start + piece * (size // len(piece)) + end


_BODY = (
    b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'
)
_BOMBS: dict[str, Callable[[], bytes]] = {
    "层层压缩": evil.nested,
    "段落": lambda: evil.with_parts(
        evil.word(),
        word__document_xml=_repeated(_BODY, b"<w:p/>", b"</w:body></w:document>", 55 * 2**20),
    ),
    "层层嵌套": lambda: evil.with_parts(
        evil.word(),
        word__document_xml=_BODY + b"<w:tbl><w:tr><w:tc>" * 100_000,
    ),
    "里面还是压缩包": lambda: evil.with_members(evil.word(), ["内.zip"], evil.nested(3)),
    "很多成员": lambda: evil.with_members(evil.word(), (f"m/{i}" for i in range(60_000)), b""),
}  # fmt: skip


@pytest.mark.parametrize("bomb", _BOMBS.values(), ids=_BOMBS)
def test_bomb_goes_off_where_it_harms_nobody(live: Live, bomb: Callable[[], bytes]) -> None:
    began = time.monotonic()
    told(live, "炸弹.docx", bomb())
    assert time.monotonic() - began < 120
    assert live.upload("之后.txt", evil.PLAIN + str(began))["counts"]["failed"] == 0


_SHEET = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
_CELL = b'<row><c t="inlineStr"><is><t>'
_SHEETS: dict[str, Callable[[], bytes]] = {
    "空行": lambda: _repeated(_SHEET, b"<row/>", b"</sheetData></worksheet>", 150 * 2**20),
    "一行的格子": lambda: _repeated(_SHEET + b"<row>", b"<c/>", b"</row></sheetData></worksheet>", 50 * 2**20),
    "一个格子": lambda: _repeated(_SHEET + _CELL, b"a" * 1024, b"</t></is></c></row></sheetData></worksheet>", 250 * 2**20),
}  # fmt: skip


@pytest.mark.parametrize("content", _SHEETS.values(), ids=_SHEETS)
def test_bomb_of_a_sheet_is_refused_at_once(live: Live, content: Callable[[], bytes]) -> None:
    packed = evil.with_parts(evil.sheet(), xl__worksheets__sheet1_xml=content())
    assert len(packed) < 2**20
    began = time.monotonic()
    status, said = evaluated(live, packed)
    assert (status, "太多" in said or "太大" in said) == (422, True)
    assert time.monotonic() - began < 120


def test_sheet_whose_size_is_a_lie_is_refused(live: Live) -> None:
    packed = bytearray(evil.with_parts(evil.sheet(), xl__worksheets__sheet1_xml=b" " * 300 * 2**20))
    with zipfile.ZipFile(io.BytesIO(bytes(packed))) as archive:
        size = archive.getinfo("xl/worksheets/sheet1.xml").file_size
    lie = packed.replace(size.to_bytes(4, "little"), (1000).to_bytes(4, "little"))
    status, said = evaluated(live, bytes(lie))
    assert (status, "打不开" in said) == (422, True)


# --- entities ------------------------------------------------------------------------------------

_KINDS = list(evil.declarations("", ""))


@pytest.mark.parametrize("kind", _KINDS)
def test_entities_of_a_word_file_are_not_expanded(
    live: Live, elsewhere: Elsewhere, kind: str
) -> None:
    declared, said = evil.declarations(str(elsewhere.secret), elsewhere.address)[kind]
    body = evil.word_xml(declared, f"{kind}前{said}后")
    began = time.monotonic()
    known = told(
        live,
        f"实体{_KINDS.index(kind)}.docx",
        evil.with_parts(evil.word(), word__document_xml=body),
    )
    assert known
    assert (_SECRET in known, known.count("哈") < 10, elsewhere.visits) == (False, True, [])
    assert time.monotonic() - began < 120


@pytest.mark.parametrize("kind", _KINDS)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_of_a_sheet_are_refused(
    live: Live, elsewhere: Elsewhere, kind: str, encoding: str
) -> None:
    declared, said = evil.declarations(str(elsewhere.secret), elsewhere.address)[kind]
    content = evil.sheet_xml(declared, f"谁？{said}").decode().replace("UTF-8", encoding)
    packed = evil.with_parts(evil.sheet(), xl__worksheets__sheet1_xml=content.encode(encoding))
    status, answered = evaluated(live, packed)
    assert (status, _SECRET in answered, elsewhere.visits) == (422, False, [])
    assert "实体声明" in answered


@pytest.mark.parametrize("kind", _KINDS)
def test_entities_of_a_page_are_words(live: Live, elsewhere: Elsewhere, kind: str) -> None:
    declared, said = evil.declarations(str(elsewhere.secret), elsewhere.address)[kind]
    page = f"{declared}<html><body><h1>关于实体的通知</h1><p>由商务局负责。{said[:1000]}</p></body></html>"
    known = told(live, f"实体{_KINDS.index(kind)}.html", page.encode())
    assert (_SECRET in known, elsewhere.visits) == (False, [])


def test_page_fetches_nothing(live: Live, elsewhere: Elsewhere) -> None:
    parts = (
        f'<link rel="stylesheet" href="{elsewhere.address}">', f'<img src="{elsewhere.address}">',
        f'<iframe src="{elsewhere.address}"></iframe>', f'<script src="{elsewhere.address}"></script>',
        f'<meta http-equiv="refresh" content="0;url={elsewhere.address}">', f'<object data="file://{elsewhere.secret}"></object>',
        f'<base href="{elsewhere.address}"><xi:include href="file://{elsewhere.secret}" parse="text"/>',
    )  # fmt: skip
    known = told(
        live,
        "外链.html",
        f"<html><body>{''.join(parts)}<p>由商务局负责。</p></body></html>".encode(),
    )
    assert "商务局" in known
    assert (_SECRET in known, elsewhere.visits) == (False, [])


# --- what is handed out again --------------------------------------------------------------------


def test_original_is_a_file_to_keep_and_no_page_to_open(live: Live) -> None:
    page = "<html><body><script>alert(1)</script><p>脚本由商务局负责。</p></body></html>"
    content = page.encode()
    live.upload("脚本.html", content)
    (shown,) = [n for n in live.notices() if n["source"] == "脚本.html"]
    source = live.client.get(f"/api/notices/{shown['id']}/source")
    assert source.content == content
    headers = source.headers
    assert headers["content-type"] == "application/octet-stream"
    assert headers["content-disposition"].startswith("attachment;")
    assert headers["x-content-type-options"] == "nosniff"
    assert "default-src 'none'; sandbox" in headers["content-security-policy"]
    assert "script" not in live.get(f"/api/notices/{shown['id']}")["text"]


@pytest.mark.parametrize(
    "name", ["图.svg", "图.xhtml", "图.xml", "图.mhtml", "脚.js", "样.css", "图.html.svg"]
)
def test_what_a_browser_would_run_is_not_taken_in(live: Live, name: str) -> None:
    files = [("files", (name, b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"))]
    assert "不支持" in error_of(live.client.post("/api/notices", files=files), 422)["message"]
