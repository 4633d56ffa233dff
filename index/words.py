"""Cut Chinese text into the words that the keyword search knows."""

import marshal
import re
import unicodedata
import uuid
import warnings
import zlib
from collections.abc import Iterator
from contextlib import suppress
from hashlib import sha256
from itertools import chain
from pathlib import Path
from typing import Any

_WORD = re.compile(r"\w")
_SEPARATED_DIGITS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_PLACE = re.compile(r"[\u4e00-\u9fff]{2,6}(?:省|市|县|区|州|旗|盟|镇|乡|街道|自治区|自治州)")
_KIND = re.compile(r"[省市县区州旗盟镇乡]")
_SUM = 4
"""Bytes of the checksum before the copy of the dictionary."""
_NOT_PLACES = frozenset(
    """
    中国 全国 我国 世界 全球 城市 社区 地区 城区 市区 郊区 山区 新区 景区 园区 校区 小区 牧区 林区 库区
    老区 片区 辖区 街区 厂区 矿区 灾区 疫区 示范区 开发区 保护区 度假区 居民区 直辖市 大城市 都市 大都市 县级市 地级市 自治区 自治州 自治县
    """.split()  # noqa: SIM905
)
"""Kinds of places, which say not which one."""
_NAMES = frozenset(("nr", "ns", "nt", "nz", "nrfg", "nrt"))
"""jieba's tags of names of people, places, bodies and others."""
STOP_WORDS = frozenset(
    """
    的 了 和 与 及 或 在 是 为 对 由 把 被 将 从 到 以 于 等 也 都 就 而 并 其 该 此 这 那 之 吗 呢 吧 啊 么 请 问
    请问 除了 之外 以外 什么 哪些 哪个 哪 哪里 哪儿 哪位 谁 怎么 怎样 如何 多少 几 何 何时 是否 有 有没有 可以 能 能否 要 会 应
    应该 需要 我 我们 你 你们 他 她 它 他们 一下 告诉 关于 根据 按照 进行 以及 还 又 再 去 来 给 让 使 没有 不 个
    中 里 上 下
    """.split()  # noqa: SIM905
)
"""Words that say how a question is put, not what it is about."""


_Dictionary = tuple[dict[str, int], int, dict[str, list[str]]]


class Words:
    """jieba with this library's own terms; safe to share between threads once built."""

    def __init__(self, cache: Path | None = None, terms: tuple[str, ...] = ()) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter(
                "ignore"
            )  # jieba 0.42.1 warns about its own escapes and pkg_resources
            import jieba
        jieba.setLogLevel("ERROR")
        self._tokenizer = jieba.Tokenizer()
        self._tokenizer.FREQ, self._tokenizer.total, kinds = _dictionary(jieba, cache)
        self._tokenizer.initialized = True
        for term in terms:
            self._tokenizer.add_word(term)
        self._places = frozenset(kinds["ns"]) - _NOT_PLACES
        self._names = frozenset(chain(*(kinds[tag] for tag in _NAMES))) - _NOT_PLACES
        self.edition = sha256(
            " ".join((jieba.__version__, *terms, *sorted(STOP_WORDS))).encode()
        ).hexdigest()[:16]
        """Changes when the same text would be cut otherwise: what was indexed before does not fit."""

    def places(self, text: str) -> list[str]:
        """The words of a text that name places, short ones as written: 天津, 静海区."""
        content = (word for word in self.content_words(text) if word not in _NOT_PLACES)
        words = [word for word in content if word in self._places or _PLACE.fullmatch(word)]
        return list(dict.fromkeys((*words, *self._with_kind(normalise(text)))))

    def _with_kind(self, text: str) -> Iterator[str]:
        """静海区 in 这件事静海区找谁, which is cut as 静 and 海区: a known place and what kind it is."""
        for kind in _KIND.finditer(text):
            before = (text[max(0, kind.start() - n) : kind.start()] for n in (4, 3, 2))
            if name := next((name for name in before if name in self._places), None):
                yield name + kind[0]

    def cut(self, text: str) -> list[str]:
        """Words for the index, long ones also in their parts; stop words and marks left out."""
        return [w for w in self._tokenizer.cut_for_search(normalise(text)) if is_content(w)]

    def tokens(self, text: str, *, guess: bool = True) -> list[str]:
        """The words of a text as it is written, in order and without gaps.

        Unless it is to guess at words that no dictionary has, their characters are words.
        """
        return list(self._tokenizer.cut(text, HMM=guess))

    def is_name(self, word: str) -> bool:
        """Whether the dictionary has a word as the name of a person, a place or a body."""
        return word in self._names

    def knows(self, word: str) -> bool:
        """Whether a word stands in the dictionary, rather than being a guess of the segmentation."""
        return bool(self._tokenizer.FREQ.get(word))

    def content_words(self, text: str) -> list[str]:
        """The words that a text is about, each once, in order, long ones whole."""
        words = (w for w in self._tokenizer.cut(normalise(text)) if is_content(w))
        return list(dict.fromkeys(words))


def _dictionary(jieba: Any, cache: Path | None) -> _Dictionary:
    """How often each word stands in what jieba was trained on, all of them together, and the words
    of each kind (jieba's tag).

    A copy in the cache saves a second. jieba's own has no checksum, and fills up a full disk.
    """
    file = cache / f"jieba-{jieba.__version__}" if cache else None
    with suppress(OSError, ValueError, EOFError, TypeError):
        if file is not None:
            return _kept(file.read_bytes())
    frequencies, total = jieba.dt.gen_pfdict(jieba.get_dict_file())
    made = frequencies, total, _kinds(jieba, {word: word for word in frequencies})
    if file is not None:
        _keep(file, marshal.dumps(made))
    return made


def _kept(copy: bytes) -> _Dictionary:
    """Raises ValueError where the copy is not as it is written."""
    content = copy[_SUM:]
    if zlib.crc32(content).to_bytes(_SUM) != copy[:_SUM]:
        raise ValueError("the copy is damaged")
    frequencies, total, kinds = marshal.loads(content)
    return frequencies, total, kinds


def _keep(file: Path, content: bytes) -> None:
    """All of it or nothing; where it cannot be written, the next start takes a little longer."""
    part = file.with_name(f"{file.name}.{uuid.uuid4().hex}")
    with suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
        try:
            part.write_bytes(zlib.crc32(content).to_bytes(_SUM) + content)
            part.replace(file)
        except OSError:
            part.unlink()


def _kinds(jieba: Any, own: dict[str, str]) -> dict[str, list[str]]:
    """The words of jieba's own dictionary by their kinds, each the object that is already there."""
    kinds: dict[str, list[str]] = {}
    with jieba.get_dict_file() as lines:
        for line in lines:
            word, _, kind = line.decode("utf-8").split()
            kinds.setdefault(kind, []).append(own[word])
    return kinds


def bare_place(word: str) -> str:
    """静海 for 静海区; a word that names no kind of place, or would be left too short, as it is."""
    return word[:-1] if len(word) > 2 and word[-1] in "省市县区州旗" else word


def normalise(text: str) -> str:
    """One spelling for full- and half-width, upper and lower case, 1,000 and 1000."""
    return _SEPARATED_DIGITS.sub("", unicodedata.normalize("NFKC", text)).lower()


def is_content(word: str) -> bool:
    """Whether a word carries meaning for a search."""
    return bool(_WORD.search(word)) and word not in STOP_WORDS
