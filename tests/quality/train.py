"""Train the small models of ranking, weighing and refusing: `make train`.

Recipe: the development questions of epidemic_qa (people's own, with the words that answer them) are
asked twice: of an index of its documents alone, and among the documents of all sets (how rare a
word is depends on what else there is). A passage or sentence is a right one if it holds the answer, or a
part of it, in a relevant notice; a question is unanswerable if the set says so. Logistic regression,
five folds that never share a relevant notice: each model sees only what the models before it say of
notices they were not trained on. The figures printed are those of the folds left out. The weights
written are trained on all.
"""

import json
import re
import sys
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from types import ModuleType

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

import assistant
import index
from assistant.candidates import Sentence, sentences
from assistant.citing import ReadNotice
from assistant.composing import compose
from assistant.evaluating.golden import GoldenQuestion
from assistant.evaluating.question_files import read_questions
from assistant.extracting import choose, of_years_asked
from assistant.refusing import doubt_features
from assistant.settings import Settings
from assistant.sought import Sought
from assistant.understanding import Question, understand
from assistant.weighing import Evidence, evidence_of, features_of
from assistant.wiring import Workspace, open_workspace
from index.hit import Hit
from index.linear import Linear
from tests.shared import SHARED

CORPUS = SHARED / "data" / "epidemic_qa"
CORPORA = (
    "seeds",
    "notices_2023/documents",
    "epidemic_qa/documents",
    "state_council_2018/documents",
    "law_versions/documents",
)
FOLDS = 5
_FUSED = 30
_PASSAGES = 20
_PIECE = 12
"""Characters of a long answer that make a passage a right one."""

_LONGEST_QUESTION, _LONGEST_ANSWER, _MARK = 1000, 400, 4
_LIMITS = (0.4, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.9)
_CURVE = (
    "chance of being unanswerable above",
    "unanswerable refused",
    "answerable refused",
    "right answers",
)

Features = Mapping[str, float]


@dataclass
class Asking:
    """A question of the set, what the searches found, and what the models say of it."""

    golden: GoldenQuestion
    question: Question
    sought: Sought
    fused: Sequence[Hit]
    fused_features: Sequence[Features]
    read: ReadNotice
    ranked: Sequence[Hit] = ()
    places: Sequence[Sentence] = ()
    evidence: Sequence[Evidence] = ()
    doubt: float = 1.0
    statements: Sequence[str] = field(default_factory=list)

    @property
    def group(self) -> str:
        return self.golden.relevant[0] if self.golden.relevant else self.question.text


def plain(text: str) -> str:
    """Letters and digits only."""
    return re.sub(r"[\s\W_]", "", unicodedata.normalize("NFKC", text))


def is_right(asking: Asking, text: str, source: str) -> bool:
    """Whether a text holds an answer, or a part of a long one."""
    if Path(source).stem not in asking.golden.relevant:
        return False
    found = plain(text)
    return any(_holds(found, plain(answer)) for answer in asking.golden.answers)


def _holds(text: str, answer: str) -> bool:
    if answer in text or (len(text) > 5 and text in answer):
        return True
    pieces = range(0, max(0, len(answer) - _PIECE + 1), _PIECE // 2)
    return len(answer) >= 16 and any(answer[i : i + _PIECE] in text for i in pieces)


def fit(rows: Sequence[Features], labels: Sequence[bool]) -> Linear:
    """Logistic regression over standardised features, folded back into plain weights."""
    names = list(rows[0])
    table = np.array([[row[name] for name in names] for row in rows])
    mean, spread = table.mean(axis=0), table.std(axis=0)
    spread[spread == 0] = 1.0
    model = LogisticRegression(C=1.0, max_iter=5000).fit((table - mean) / spread, labels)
    weights = model.coef_[0] / spread
    bias = float(model.intercept_[0] - (weights * mean).sum())
    return Linear(bias, dict(zip(names, map(float, weights), strict=True)))


def in_folds(
    askings: Sequence[Asking],
    features: Callable[[Asking], list[Features]],
    labels: Callable[[Asking], list[bool]],
    use: Callable[[Asking, Linear], None],
    *,
    trains: Callable[[Asking], bool],
) -> Linear:
    """Train on four folds, use on the fifth, in turn; returns the model of all folds."""
    made = [features(asking) for asking in askings]
    right = [labels(asking) if trains(asking) else [] for asking in askings]

    def train(chosen: Sequence[int]) -> Linear:
        usable = [i for i in chosen if right[i]]
        rows = [row for i in usable for row in made[i]]
        return fit(rows, [label for i in usable for label in right[i]])

    groups = [asking.group for asking in askings]
    for learnt, left_out in GroupKFold(FOLDS).split(askings, groups=groups):
        model = train(learnt)
        for i in left_out:
            use(askings[i], model)
    return train(range(len(askings)))


def gather(workspace: Workspace) -> list[Asking]:
    """Every question with its fused hits, before the trained order."""
    retriever, ranker = workspace.retriever, workspace.ranker
    askings = []
    for golden in read_questions(CORPUS / "questions.jsonl", _LONGEST_QUESTION).questions:
        question = understand(golden.text)
        hits = retriever.fused(golden.text, _FUSED)
        askings.append(
            Asking(
                golden,
                question,
                Sought(question, ranker.words, ranker.rarity),
                hits,
                ranker.features(golden.text, hits),
                workspace.catalogue.notice,
            )
        )
    return askings


def train_ranking(askings: Sequence[Asking]) -> Linear:
    def use(asking: Asking, model: Linear) -> None:
        scored = [
            replace(hit, score=model.probability(found))
            for hit, found in zip(asking.fused, asking.fused_features, strict=True)
        ]
        asking.ranked = sorted(scored, key=lambda hit: -hit.score)[:_PASSAGES]

    return in_folds(
        askings,
        lambda a: list(a.fused_features),
        lambda a: [is_right(a, hit.text, hit.notice.source) for hit in a.fused],
        use,
        trains=lambda a: a.golden.answerable,
    )


def train_weighing(askings: Sequence[Asking]) -> Linear:
    def features(asking: Asking) -> list[Features]:
        asking.places = sentences(asking.question, asking.ranked)
        return list(features_of(asking.sought, asking.places))

    def use(asking: Asking, model: Linear) -> None:
        asking.evidence = evidence_of(asking.sought, asking.places, model)

    return in_folds(
        askings,
        features,
        lambda a: [is_right(a, p.text, p.span.notice.source) for p in a.places],
        use,
        trains=lambda a: a.golden.answerable,
    )


def train_refusing(askings: Sequence[Asking]) -> Linear:
    possible = [a for a in askings if a.evidence]

    def use(asking: Asking, model: Linear) -> None:
        found = doubt_features(asking.sought, asking.evidence, asking.ranked)
        asking.doubt = model.probability(found)

    return in_folds(
        possible,
        lambda a: [doubt_features(a.sought, a.evidence, a.ranked)],
        lambda a: [not a.golden.answerable],
        use,
        trains=lambda _: True,
    )


def report(askings: Sequence[Asking]) -> None:
    """What the folds left out say: the curve of refusals, and the answers with it."""
    for asking in askings:
        asking.statements = _answer(asking)
    right = {id(a): _is_answered(a) for a in askings}
    known = [a for a in askings if a.golden.answerable]
    unknown = [a for a in askings if not a.golden.answerable]
    _say(f"| {' | '.join(_CURVE)} |\n{'|---' * len(_CURVE)}|")
    for limit in _LIMITS:
        shares = (
            sum(a.doubt > limit for a in unknown) / len(unknown),
            sum(a.doubt > limit for a in known) / len(known),
            sum(right[id(a)] and a.doubt <= limit for a in known) / len(known),
        )
        _say(f"| {limit} | {' | '.join(f'{share:.3f}' for share in shares)} |")
    lengths = sorted(len("".join(a.statements)) + _MARK for a in askings if a.statements)
    _say(f"characters: median {median(lengths):.0f}, p95 {lengths[int(len(lengths) * 0.95)]}")


def _answer(asking: Asking) -> list[str]:
    """What would be said, were nothing refused."""
    ranked = of_years_asked(asking.question, asking.evidence)
    chosen = choose(asking.question, ranked) if ranked else []
    made = compose(asking.question, chosen, ranked, asking.read)
    return [statement.text for statement in made]


def _is_answered(asking: Asking) -> bool:
    """Whether every gold answer is said, within the length that the scorer reads."""
    said = plain("1".join(asking.statements))
    short = len("".join(asking.statements)) <= _LONGEST_ANSWER - _MARK
    return short and all(plain(answer) in said for answer in asking.golden.answers)


def write(package: ModuleType, name: str, model: Linear) -> None:
    """The weights, by name, so that a person can read what counts."""
    weights = {key: round(weight, 4) for key, weight in model.weights.items()}
    text = json.dumps({"bias": round(model.bias, 4), "weights": weights}, indent=2)
    (Path(package.__path__[0]) / name).write_text(text + "\n", encoding="utf-8")


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def main() -> None:
    """Train all three, one on what the other says, print the figures and write the weights.

    `train [DATA_ALONE DATA_TOGETHER]`: folders of indexes to use and keep.
    """
    with ExitStack() as closing:
        folders = sys.argv[1:] or [closing.enter_context(TemporaryDirectory()) for _ in range(2)]
        alone, together = (
            closing.enter_context(open_workspace(Settings(data_dir=Path(folder))))
            for folder in folders
        )
        alone.refresher.refresh(CORPUS / "documents")
        for corpus in CORPORA:
            together.refresher.refresh(SHARED / "data" / corpus)
        askings = [gather(alone), gather(together)]
        everything = [asking for asked in askings for asking in asked]
        ranking = train_ranking(everything)
        weighing = train_weighing(everything)
        refusing = train_refusing(everything)
        for asked in askings:
            report(asked)
    write(index, "ranking.json", ranking)
    write(assistant, "weighing.json", weighing)
    write(assistant, "refusing.json", refusing)


if __name__ == "__main__":
    main()
