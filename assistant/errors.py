"""What can go wrong on the way to an answer.

AssistantError
├── QuestionError       the question is empty or too long
├── GoldenError         the questions of an evaluation cannot be read
├── SettingsError       a setting is unknown or out of bounds
├── ServiceError        the service cannot start or go on
├── NothingToDoError    what is asked for is done, under way or has nothing to work on
└── UnknownConversationError   no such conversation, or no such turn in it
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
