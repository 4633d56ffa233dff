"""The estimate of tokens is never too low, and not uselessly high."""

from pathlib import Path

import pytest
from tokenizers import Tokenizer

from assistant.speaking.tokens import tokens_at_most
from assistant.wiring import Workspace

WINDOW = 500
ODD = ["", "由市商务局负责。", "龘䶮", "　　　　", "〔2024〕9号", "①②③", "DN150", "http://www.gov.cn/zwgk?id=12",
       "联系人：张三，电话：0431-12345678", "GDP增长5.6%", "㎡", "\t\t\n\n", "😀", "後續"]  # fmt: skip


def windows_of(workspace: Workspace) -> list[str]:
    """The sample notices' texts in pieces."""
    records, _ = workspace.catalogue.notices(limit=100)
    notices = [workspace.catalogue.notice(record.id) for record in records]
    texts = [notice.text for notice in notices if notice]
    return [text[at : at + WINDOW] for text in texts for at in range(0, len(text), WINDOW)]


@pytest.fixture(scope="session")
def tokenizer(model_folder: Path) -> Tokenizer:
    """That of the built-in embedding model, XLM-R's."""
    found = Tokenizer.from_file(str(model_folder / "tokenizer.json"))
    found.no_truncation()
    return found


def test_sample_notices_are_not_more(sample_workspace: Workspace, tokenizer: Tokenizer) -> None:
    windows = windows_of(sample_workspace)
    assert len(windows) > 20
    counted = [len(tokenizer.encode(each, add_special_tokens=False).ids) for each in windows]
    guessed = [tokens_at_most(each) for each in windows]
    assert [w for w, n, most in zip(windows, counted, guessed, strict=True) if n > most] == []
    assert sum(guessed) < 2 * sum(counted)


@pytest.mark.parametrize("text", ODD)
def test_odd_words_are_not_more(text: str, tokenizer: Tokenizer) -> None:
    counted = len(tokenizer.encode(text, add_special_tokens=False).ids)
    assert counted <= tokens_at_most(text) + 1  # XLM-R puts a mark before words


def test_half_a_character_has_an_estimate_too() -> None:
    assert tokens_at_most("公\ud83d文") == 5
