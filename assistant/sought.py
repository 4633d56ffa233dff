"""A question as the evidence is measured by it: its words with their weights, places, figures."""

import re

from assistant.mastheads import Rarity, word_stands
from assistant.understanding import Question
from index.ranking import pairs, share_of_places
from index.words import Words

_MANNER = re.compile(r"如何|怎么|怎样|措施|方面|要求|做法|举措|办法|政策|支持|作用|内容|条件|规定")
_REASON = re.compile(r"为什么|为何|原因|目的|意义")
_NEGATED = re.compile(r"不得|不能|不可以?|不准|不予|不许|禁止|严禁|不应|不该")
_FIGURES = re.compile(r"\d+(?:\.\d+)?")


class Sought:
    """What the evidence should hold. `weights` are by rarity, a single character counting half."""

    def __init__(self, question: Question, words: Words, rarity: Rarity) -> None:
        content = [*words.content_words(question.topic or question.text), *question.years]
        self.question = question
        self.weights = {
            w: rarity(w) * (0.5 if len(w) == 1 else 1.0) for w in dict.fromkeys(content)
        }
        self.total = sum(self.weights.values()) or 1.0
        self.manner = float(_MANNER.search(question.text) is not None)
        self.reason = _REASON.search(question.text) is not None
        self.negated = _NEGATED.search(question.text) is not None
        self._pairs = pairs(question.text)
        self._figures = _FIGURES.findall(question.text)
        self.places = words.places(question.text)

    def covered(self, text: str) -> float:
        """Share of the words, by rarity, that stand in the text."""
        found = (weight for word, weight in self.weights.items() if word_stands(word, text))
        return sum(found) / self.total

    def shared(self, text: str) -> float:
        """Share of the pairs of characters that stand in the text."""
        return sum(pair in text for pair in self._pairs) / (len(self._pairs) or 1)

    def figured(self, text: str) -> float:
        """Share of the question's own figures that stand in the text."""
        return sum(figure in text for figure in self._figures) / (len(self._figures) or 1)

    def placed(self, text: str) -> float:
        """Share of the places asked about that stand in the text; 1 where none is."""
        return share_of_places(self.places, text)
