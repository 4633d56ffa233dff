"""What the assistant looks things up in."""

from dataclasses import dataclass

from assistant.understanding import Question
from index.catalogue import Catalogue
from index.hit import Filters, NoticeRecord
from index.keywords import Keywords
from index.register import Register
from index.retrieving import Retriever
from index.words import Words


@dataclass(frozen=True)
class Library:
    """What one reader may see of the index."""

    catalogue: Catalogue
    register: Register
    retriever: Retriever
    keywords: Keywords
    words: Words

    def allowed(self, records: list[NoticeRecord], filters: Filters | None) -> list[NoticeRecord]:
        """What was looked up by name obeys the filters as what was searched does."""
        if not filters:
            return records
        allowed = set(self.catalogue.versions_matching(filters))
        return [record for record in records if record.version_id in allowed]

    def named(self, question: Question) -> list[NoticeRecord]:
        """The notices that a question names by title or number, in its order, each once."""
        names = [(title, self.catalogue.titled(title)) for title in question.titles]
        names += [(number, self.catalogue.numbered(number)) for number in question.document_numbers]
        names.sort(key=lambda named: question.text.find(named[0]))
        return list({record.id: record for _, found in names for record in found[:1]}.values())
