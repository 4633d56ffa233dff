"""Make a follow-up question whole with what was said before."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.following.exchanging import is_place
from assistant.following.filling import follow, is_courtesy, other_in
from assistant.following.places import IsPlace, Places
from assistant.following.topics import Exchange, exchange, is_whole, topic

_TURNS = 20
"""Turns that are remembered: ten questions and their answers."""
_LONGEST_FOLLOW_UP = 200
_LONGEST_ASKED = 180
_LONGEST_ANSWER = 4000
_LONGEST_ADDITION = 200


@dataclass(frozen=True)
class Turn:
    """一轮对话: `role` is user or assistant.

    A turn the service remembers also knows `whole`, the standalone question of a user's turn, and
    `titles` of the notices that an assistant's turn cites.
    """

    role: str
    content: str
    whole: str | None = None
    titles: tuple[str, ...] = ()


def standalone(question: str, history: Sequence[Turn], knows: IsPlace | None = None) -> str:
    """The question with what it leaves out filled in from the history; unchanged if it is whole.

    Past questions are made whole one after the other, so that chains hold together. `knows` tells
    the names of places from matters; without it a short name counts as a place. Adds at most 200
    characters.
    """
    said: list[Exchange] = []
    spoken: set[str] = set()
    about_something = False
    for turn in history[-_TURNS:]:
        places = Places(frozenset(spoken), knows)
        if turn.role == "user":
            spoken |= _places_asked(turn, said, places)
            remembered = _remembered(turn, said, places)
            about_something = bool(remembered)
            said += remembered
        elif about_something:  # 不客气 answers no question
            answer = turn.content[:_LONGEST_ANSWER]
            said[-1] = replace(said[-1], answer=answer, titles=turn.titles)
    return _resolved(question, said, Places(frozenset(spoken), knows))


def _places_asked(turn: Turn, said: Sequence[Exchange], places: Places) -> set[str]:
    """The name in 那莲花山呢, once it was taken for a place."""
    other = other_in(turn.content.strip()[:_LONGEST_FOLLOW_UP]) if said else None
    return {other[0]} if other and (other[1] or is_place(other[0], said[-1], places)) else set()


def _remembered(turn: Turn, said: Sequence[Exchange], places: Places) -> list[Exchange]:
    """The turn's question made whole, if it is about anything."""
    text = turn.content.strip()[-_LONGEST_ASKED:]
    whole = (turn.whole or _resolved(text, said, places))[-_LONGEST_ASKED:].strip()
    about_something = is_whole(whole) or (not said and len(topic(whole)) > 1)
    if is_courtesy(text) or not about_something:
        return []
    return [exchange(whole, said[-1] if said else None)]


def _resolved(question: str, said: Sequence[Exchange], places: Places) -> str:
    text = question.strip()
    if not said or not text or len(text) > _LONGEST_FOLLOW_UP:
        return question
    whole = follow(text, said, places)
    return question if whole == text else whole[: len(question) + _LONGEST_ADDITION]
