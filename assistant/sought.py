"""A question as the evidence is measured by it: its words with their weights, places, figures."""

import re

from assistant.mastheads import word_stands
from assistant.understanding import Question
from index.ranking import Measure, Rarity
from index.words import Words

_MANNER = re.compile(r"如何|怎么|怎样|措施|方面|要求|做法|举措|办法|政策|支持|作用|内容|条件|规定")
_REASON = re.compile(r"为什么|为何|原因|目的|意义")
_NEGATED = re.compile(r"不得|不能|不可以?|不准|不予|不许|禁止|严禁|不应|不该")
_FIGURES = re.compile(r"\d+(?:\.\d+)?")


class Sought(Measure):
    """What the evidence should hold; words also stand by their other spellings and synonyms."""

    def __init__(self, question: Question, words: Words, rarity: Rarity) -> None:
        content = [*words.content_words(question.topic or question.text), *question.years]
        places = words.places(question.text)
        super().__init__(question.text, content, places, rarity, word_stands)
        self.question = question
        self.manner = float(_MANNER.search(question.text) is not None)
        self.reason = _REASON.search(question.text) is not None
        self.negated = _NEGATED.search(question.text) is not None
        self._figures = _FIGURES.findall(question.text)

    def figured(self, text: str) -> float:
        """Share of the question's own figures that stand in the text."""
        return sum(figure in text for figure in self._figures) / (len(self._figures) or 1)
