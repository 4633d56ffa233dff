"""Rounds of edits, kills and restarts, and what is wrong after any of them."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random

from index.report import Report
from tests.resilience.killing_forker import Forker
from tests.resilience.killing_library import Library, marks
from tests.resilience.killing_orders import FEW, Ended, Order, Seen, Task

_TASKS = [Task.REFRESH] * 6 + [Task.FILES] * 2 + [Task.REBUILD] * 2 + [Task.BOTH] * 2
_KILLED_AGAIN = 0.15
"""How often who starts after a kill is killed too."""
_SEARCHES = 4
_MANY = 500
"""Passages shown at once in the first load."""
Texts = Mapping[str, str]
"""Source → text."""


@dataclass
class Figures:
    """What was measured: kills by the last step done before, by task and by how they were aimed."""

    steps: Counter[str] = field(default_factory=Counter)
    tasks: Counter[str] = field(default_factory=Counter)
    aims: Counter[str] = field(default_factory=Counter)
    rounds: int = 0
    embedded: Counter[str] = field(default_factory=Counter)
    """How often each text was; again only if who made its vector was killed before it was kept."""
    seconds: float = 0.0

    @property
    def kills(self) -> int:
        return self.tasks.total()

    def told(self) -> dict[str, object]:
        """By name, for a table."""
        return {
            "kills": self.kills,
            "rounds": self.rounds,
            "seconds": round(self.seconds),
            "aims": dict(self.aims.most_common()),
            "tasks": {str(task): times for task, times in self.tasks.most_common()},
            "steps": dict(self.steps.most_common()),
            "embedded": self.embedded.total(),
            "embedded again": self.embedded.total() - len(self.embedded),
        }

    def count(self, order: Order, aim: str, ended: Ended) -> None:
        """A kill that hit."""
        self.tasks[order.task] += 1
        self.aims[aim] += 1
        self.steps[ended.steps[-1] if ended.steps else "启动"] += 1


class Rounds:
    """A library that is edited and an index that is brought into step with it, or killed."""

    def __init__(self, folder: Path, forker: Forker, chance: Random, size: int) -> None:
        self.figures = Figures()
        self._library = Library(folder / "公文库", chance, size)
        self._forker = forker
        self._chance = chance
        self._whole: dict[Task, list[Ended]] = {task: [] for task in Task}
        self._shown: Texts = {}
        self._kept = set[str]()
        """The hashes of what has a vector since the last look or longer."""

    # --- one round ------------------------------------------------------------------------------

    def begin(self) -> Iterator[str]:
        """The first load, and how long each task takes when nobody kills it. Gives what is wrong."""
        yield from self.settle(_MANY)
        for task in dict.fromkeys(_TASKS):
            self._library.edit()
            yield from self._carry_out(task, kills=False)

    def round(self) -> Iterator[str]:
        """Edit, begin a task, kill it, start again and look. Gives what is wrong."""
        self.figures.rounds += 1
        self._library.edit()
        yield from self._carry_out(self._chance.choice(_TASKS), kills=True)

    def settle(self, batch: int = FEW) -> Iterator[str]:
        """Let the next refresh finish the work, and one more find nothing to do."""
        ended = self._forker.run(Order(Task.SETTLE, batch=batch))
        yield from self._worked(ended)
        yield from self._looked_at(self._library.texts, is_done=not ended.code)
        for again in (ended.result or [])[1:]:
            if replace(again, root="", seconds=0.0) != Report("", unchanged=len(self._shown)):
                yield f"再次同步还有事可做：{again}"

    def _carry_out(self, task: Task, *, kills: bool) -> Iterator[str]:
        order, aim = self._order(task)
        times = 2 if kills and self._chance.random() < _KILLED_AGAIN else 1
        for _ in range(times):
            ended = self._run(order, kills=kills)
            yield from self._worked(ended)
            if not ended.is_killed:
                break
        yield from self._looked_at(aim, is_done=not ended.code)

    def _order(self, task: Task) -> tuple[Order, Texts]:
        """What is to be done, and what is to be shown afterwards."""
        before, after = self._shown, self._library.texts
        if task is Task.REBUILD:
            return Order(task), before
        if task is not Task.FILES:
            return Order(task), after
        changed = sorted(s for s in {*before, *after} if before.get(s) != after.get(s))
        some = self._chance.sample(changed, len(changed) // 2)
        aim = {s: text for s, text in before.items() if s not in some}
        aim.update((s, after[s]) for s in some if s in after)
        return Order(task, some), aim

    def _run(self, order: Order, *, kills: bool) -> Ended:
        """Half of the kills are at any moment, half right after any step or before a file changes."""
        if not kills:
            aim, ended = "", self._forker.run(order)
        elif self._chance.random() < 0.5:
            usual = self._chance.choice(self._whole[order.task]).seconds
            aim, ended = "任意时刻", self._forker.run(order, self._chance.uniform(0, usual))
        else:
            steps = Counter(self._chance.choice(self._whole[order.task]).steps)
            step = self._chance.choice(sorted(steps))
            dies_at = (step, self._chance.randint(1, steps[step]))
            aim, ended = "某一步", self._forker.run(replace(order, dies_at=dies_at))
        if ended.is_killed:
            self.figures.count(order, aim, ended)
        else:
            self._whole[order.task].append(ended)
        return ended

    # --- what is wrong --------------------------------------------------------------------------

    def _worked(self, ended: Ended) -> Iterator[str]:
        """What was embedded is kept from then on, after a kill all but what the last call made."""
        if ended.code and not ended.is_killed:
            yield f"进程以 {ended.code} 结束：{self._forker.errors()}"
        for call in ended.embedded:
            if again := self._kept.intersection(call):
                yield f"{len(again)} 个已有向量的段落又算了一遍"
            self.figures.embedded.update(call)
        finished = ended.embedded[:-1] if ended.is_killed else ended.embedded
        self._kept = self._kept.union(*finished)

    def _looked_at(self, aim: Texts, *, is_done: bool) -> Iterator[str]:
        """Start the program and look; what is seen is what the next round begins with."""
        ended = self._forker.run(Order(Task.LOOK, words=self._words()))
        if ended.embedded:
            yield "没有新公文，启动时却算了向量"
        if ended.result is None:
            yield f"启动失败（{ended.code}）：{self._forker.errors()}"
            return
        seen: Seen = ended.result
        shown = {s: seen.texts[nid] for s, nid in seen.files.items() if nid in seen.texts}
        yield from neither_old_nor_new(shown, {} if is_done else self._shown, aim)
        yield from lost(shown, self._shown, aim)
        yield from amiss(seen)
        yield from misled(seen)
        yield from seen.differences
        if self._kept - seen.vectors:
            yield f"{len(self._kept - seen.vectors)} 个算好的向量不见了"
        if is_done and seen.unfinished:
            yield f"{seen.unfinished} 个版本没有收尾"
        self._shown, self._kept = shown, seen.vectors

    def _words(self) -> list[str]:
        """Marks of texts that should be found, and of former ones that should perhaps not."""
        now, former = sorted(self._library.texts.values()), self._library.former
        texts = self._chance.sample(now, _SEARCHES)
        texts += [w.text for w in self._chance.sample(former, min(_SEARCHES, len(former)))]
        return [self._chance.choice(marks(text)) for text in texts]


def neither_old_nor_new(shown: Texts, before: Texts, aim: Texts) -> Iterator[str]:
    """Files whose notice is of another version, or of none, or that are still shown."""
    for source in sorted(shown.keys() | before.keys() | aim.keys()):
        versions = {aim.get(source)} | ({before.get(source)} if before else set())
        if shown.get(source) not in versions:
            yield f"{source} 显示的是 {shown.get(source)!r}，应是其一：{versions}"


def lost(shown: Texts, before: Texts, aim: Texts) -> Iterator[str]:
    """Texts that were shown and are in the library under any name, but are not shown now."""
    for source, text in before.items():
        stays = aim.get(source) in {None, text} and text in aim.values()
        if stays and text not in shown.values():
            yield f"{source} 只是移动了，却查不到了"


def amiss(seen: Seen) -> Iterator[str]:
    """Notices that stand twice, belong to no file, or do not consist of their passages."""
    for text, times in Counter(seen.texts.values()).items():
        if times > 1:
            yield f"{times} 份公文内容相同：{text!r}"
    for nid, text in seen.texts.items():
        if nid not in seen.files.values():
            yield f"{nid} 不属于任何文件"
        passages = seen.passages.get(nid, [])
        if "".join(passages) != text:
            yield f"{nid} 的段落不是它的全文：{passages}"


def misled(seen: Seen) -> Iterator[str]:
    """Searches that find what is not shown, or do not find what is."""
    for word, hits in seen.found.items():
        orphans = [text for nid, text in hits if text not in seen.texts.get(nid, "")]
        if orphans:
            yield f"查 {word} 得到不再显示的段落：{orphans}"
        holding = {nid for nid, text in seen.texts.items() if word in marks(text)}
        found = {nid for nid, text in hits if word in marks(text)}
        if found != holding:
            yield f"查 {word} 得到 {found}，应是 {holding}"
