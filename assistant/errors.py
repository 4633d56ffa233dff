"""What can go wrong on the way to an answer.

AssistantError
├── QuestionError       the question is empty or too long
├── GoldenError         the questions of an evaluation cannot be read
├── SettingsError       a setting is unknown or out of bounds
├── ServiceError        the service cannot start or go on
├── NothingToDoError    what is asked for is done, under way or has nothing to work on
├── UnknownConversationError   no such conversation, or no such turn in it
└── AccessError         the caller may not do this
    ├── KeyNeededError    no key was shown, and one is needed
    ├── KeyRefusedError   the key is unknown, has expired or was revoked
    └── ScopeError        the key is not good for this
"""


class AssistantError(Exception):
    """Base of this package's errors; the message is Chinese and says what, where and what to do."""


class QuestionError(AssistantError):
    """The question is empty or too long."""


class GoldenError(AssistantError):
    """The questions of an evaluation cannot be read."""


class SettingsError(AssistantError):
    """A setting is unknown or out of bounds."""


class ServiceError(AssistantError):
    """The service cannot start or go on."""


class NothingToDoError(AssistantError):
    """What is asked for is done, under way or has nothing to work on."""


class UnknownConversationError(AssistantError):
    """No such conversation is kept, or it has no such turn."""


class AccessError(AssistantError):
    """The caller may not do this."""


class KeyNeededError(AccessError):
    """No key was shown, and one is needed."""


class KeyRefusedError(AccessError):
    """The key shown is unknown, has expired or was revoked."""


class ScopeError(AccessError):
    """The key shown is not good for this."""
