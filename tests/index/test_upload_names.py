"""No name of an uploaded file leads out of the folder, or to what nobody can open again."""

from io import BytesIO
from pathlib import Path

import pytest

from index.errors import UploadError
from index.uploads import Uploads, upload_name

LONG = "长" * 65 + ".txt"
"""199 bytes."""


@pytest.fixture
def uploads(tmp_path: Path) -> Uploads:
    return Uploads(tmp_path / "uploads")


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("通知.docx", "通知.docx"),
        ("  吉府发〔2024〕1号 (终稿)．.PDF ", "吉府发〔2024〕1号 (终稿)．.PDF"),
        (r"C:\Users\王\桌面\通知.docx", "通知.docx"),
        ("../../../etc/通知.txt", "通知.txt"),
        (r"..\..\通知.txt", "通知.txt"),
        ("/etc/cron.d/通知.txt", "通知.txt"),
        ("．．／．．／通知.txt", "．．／．．／通知.txt"),
        ("%2e%2e%2f通知.txt", "%2e%2e%2f通知.txt"),
        ("e\u0301.txt", "é.txt"),
        ("𠮷林ᠮᠣᠩᠭᠣᠯབོད🎉.html", "𠮷林ᠮᠣᠩᠭᠣᠯབོད🎉.html"),
        ("CON.txt", "CON.txt"),
        ("nul.docx", "nul.docx"),
        ('a<b>:"|?*.txt', 'a<b>:"|?*.txt'),
        ("-rf.txt", "-rf.txt"),
        ("$(reboot)'; DROP TABLE notices;--.txt", "$(reboot)'; DROP TABLE notices;--.txt"),
        (LONG, LONG),
    ],
)
def test_odd_name_stays_a_name_in_the_folder(uploads: Uploads, name: str, kept: str) -> None:
    batch = uploads.new_batch()
    assert uploads.receive(batch, name, BytesIO(b"1")) == kept
    [path] = uploads.waiting(batch)
    assert uploads.put_in_place(path) == kept
    everything = {p for p in uploads.folder.parent.rglob("*") if p.is_file()}
    assert everything == {uploads.folder / kept, uploads.folder.with_name("uploads.lock")}


@pytest.mark.parametrize(
    "name",
    ["", " ", "/", "..", "a/", ".txt", ".通知.txt", "~$通知.docx", "通知\0.txt", "通知\n.txt", "\x1b[2J.txt",
     "通知\x7f.txt", "通知\u2028.txt", "通知\ud800.txt", "通知.txt\0.exe", "\u3000",
     "通知\u202etxt.docx", "通\u200f知.txt", "通知\u2066.txt"],
    ids=ascii,
)  # fmt: skip
def test_name_that_is_none_is_refused(uploads: Uploads, name: str) -> None:
    with pytest.raises(UploadError, match=r"不能使用。请换一个普通的文件名"):
        uploads.receive(uploads.new_batch(), name, BytesIO(b"1"))
    assert uploads.batches() == []


@pytest.mark.parametrize(
    "name", ["长" * 66 + ".txt", "长" * 2000 + ".docx", f"{'a' * 197}.txt"], ids=len
)
def test_long_name_is_refused(name: str) -> None:
    with pytest.raises(UploadError, match=r"文件名太长：.*请缩短到 60 个汉字以内"):
        upload_name(name)


@pytest.mark.parametrize("name", ["通知", "通知.exe", "通知.docx.", "通知.docx ．", "通知.ｔｘｔ"])
def test_format_that_is_not_read_is_refused(name: str) -> None:
    with pytest.raises(UploadError, match=r"不支持 .* 格式。请转成 .*\.docx"):
        upload_name(name)
