"""效力: whether a notice holds, since when, until when, and what took its place."""

from assistant.validity.asked import Asked, validity_asked
from assistant.validity.cautions import cautioned
from assistant.validity.holding import holding
from assistant.validity.meant import notices_asked
from assistant.validity.stating import state_validity

__all__ = ["Asked", "cautioned", "holding", "notices_asked", "state_validity", "validity_asked"]
