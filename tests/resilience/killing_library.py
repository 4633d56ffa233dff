"""A folder of small notices that a clerk keeps editing, and what each file says now."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from random import Random

_FOLDERS = ("", "发改委", "文旅局", "文旅局/2024年", "归档/对口办/旧文")
_HEADINGS = "一二三四五"
_SUBJECTS = "产业协作 文化旅游 人才交流 园区共建 消费帮扶 教育医疗 生态保护 科技创新".split()  # noqa: SIM905
_MARK = re.compile(r"编号(k\d+)")


@dataclass(frozen=True)
class Wording:
    """What a notice says: a title line, and sections whose marks stand in no other one."""

    title: str
    sections: tuple[str, ...]

    @property
    def text(self) -> str:
        return "\n".join((self.title, *self.sections))


def marks(text: str) -> list[str]:
    """The words by which the sections of a text can be found."""
    return _MARK.findall(text)


class Library:
    """Files on disk and, by source, what each says; `former` is all that was ever said."""

    def __init__(self, folder: Path, chance: Random, size: int) -> None:
        self.folder = folder
        self.former: list[Wording] = []
        self._chance = chance
        self._size = size
        self._numbers = count(1)
        self._files: dict[str, Wording] = {}
        self._edit(self._add, size)
        self._edit(self._copy, size // 50)

    @property
    def texts(self) -> Mapping[str, str]:
        """Source → the file's text."""
        return {source: wording.text for source, wording in self._files.items()}

    def edit(self) -> None:
        """A day's work, in any order: a dozen files or so change, come, go or move."""
        edits = [self._replace] * 6 + [self._delete] * 2 + [self._rename] * 3
        edits += [self._revert, self._copy, self._swap, self._delete]
        for edit in self._chance.sample(edits, len(edits)):
            self._edit(edit, self._chance.randrange(3))
        self._edit(self._add, self._size - len(self._files))

    def _edit(self, edit: Callable[[], None], times: int) -> None:
        for _ in range(times):
            edit()

    # --- what may happen to a file --------------------------------------------------------------

    def _add(self) -> None:
        title = f"关于做好甲{next(self._numbers)}号对口合作工作的通知"
        sections = (self._section(i) for i in range(self._chance.randint(1, len(_HEADINGS))))
        self._write(self._new_source(), Wording(title, tuple(sections)))

    def _replace(self) -> None:
        """Some sections say something else, the others stay."""
        source = self._any()
        before = self._files[source]
        changed = self._chance.randrange(len(before.sections))
        self._write(source, Wording(before.title, tuple(self._revised(before, changed))))

    def _revised(self, before: Wording, changed: int) -> Iterator[str]:
        for i, section in enumerate(before.sections):
            is_new = i == changed or self._chance.random() < 0.3
            yield self._section(i) if is_new else section

    def _revert(self) -> None:
        """A file says what it, or another, said once."""
        if self.former:
            self._write(self._any(), self._chance.choice(self.former))

    def _copy(self) -> None:
        self._write(self._new_source(), self._files[self._any()])

    def _swap(self) -> None:
        one, other = self._any(), self._any()
        before = self._files[one]
        self._write(one, self._files[other])
        self._write(other, before)

    def _delete(self) -> None:
        source = self._any()
        (self.folder / source).unlink()
        self.former.append(self._files.pop(source))

    def _rename(self) -> None:
        source, other = self._any(), self._new_source()
        place = self.folder / other
        place.parent.mkdir(parents=True, exist_ok=True)
        (self.folder / source).rename(place)
        self._files[other] = self._files.pop(source)

    # --------------------------------------------------------------------------------------------

    def _any(self) -> str:
        return self._chance.choice(list(self._files))

    def _new_source(self) -> str:
        return f"{self._chance.choice(_FOLDERS)}/{next(self._numbers)}.txt".lstrip("/")

    def _section(self, place: int) -> str:
        subject = self._chance.choice(_SUBJECTS)
        mark = f"k{next(self._numbers)}"
        return f"{_HEADINGS[place]}、{subject}\n请各单位做好{subject}工作，编号{mark}。"

    def _write(self, source: str, wording: Wording) -> None:
        file = self.folder / source
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(wording.text, encoding="utf-8")
        if source in self._files:
            self.former.append(self._files[source])
        self._files[source] = wording
