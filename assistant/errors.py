"""What can go wrong on the way to an answer.

AssistantError
├── QuestionError       the question is empty or too long
├── GoldenError         the questions of an evaluation cannot be read
├── SettingsError       a setting is unknown or out of bounds
├── ServiceError        the service cannot start or go on
├── NothingToDoError    what is asked for is done, under way or has nothing to work on
├── UnknownConversationError   no such conversation, or no such turn in it
├── UnknownModelError   no model of this name is offered
├── UnsupportedError    a parameter asks for what is not done here
├── ModelFailure        the language model did not answer, or not to the end
│   ├── ModelUnreachableError  nobody answers at its address
│   ├── ModelSlowError         its answer was not complete in time
│   ├── ModelRefusedError      it takes no request of ours: key, name, address or content
│   ├── ModelBusyError         too many requests
│   ├── ModelOverflowError     the request is longer than its context
│   ├── ModelUnfinishedError   it had more to say than it may
│   ├── ModelBrokenError       what it sent is no answer, or broke off
│   └── ModelRestingError      it failed again and again, and is left alone for a while
├── UnheardError        nobody waits for the answer any more
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


class UnknownModelError(AssistantError):
    """No model of this name is offered."""


class UnsupportedError(AssistantError):
    """A parameter, named by `parameter`, asks for what is not done here."""

    def __init__(self, said: str, parameter: str) -> None:
        super().__init__(said)
        self.parameter = parameter


class ModelFailure(AssistantError):  # noqa: N818  nothing failed here but the model
    """The language model did not answer, or not to the end; `outcome` is its name in figures.

    No message repeats what the model or its server said: it may hold the key or what was asked.
    """

    outcome = "failed"


class ModelUnreachableError(ModelFailure):
    """Nobody answers at the model's address."""

    outcome = "unreachable"


class ModelSlowError(ModelFailure):
    """The answer was not complete in time."""

    outcome = "slow"


class ModelRefusedError(ModelFailure):
    """The server takes no request of ours: its key, the model's name, its address or content."""

    outcome = "refused"


class ModelBusyError(ModelFailure):
    """The server takes no more requests now."""

    outcome = "busy"


class ModelOverflowError(ModelFailure):
    """The request is longer than the model's context."""

    outcome = "overflow"


class ModelUnfinishedError(ModelFailure):
    """The model had more to say than it may: its last sentence is cut off anywhere."""

    outcome = "unfinished"


class ModelBrokenError(ModelFailure):
    """What was sent is no answer, or broke off."""

    outcome = "broken"


class ModelRestingError(ModelFailure):
    """The model failed again and again, and is left alone for a while."""

    outcome = "resting"


class UnheardError(AssistantError):
    """Nobody waits for the answer any more; raised by what it is told to, so that it is not made on."""


class AccessError(AssistantError):
    """The caller may not do this."""


class KeyNeededError(AccessError):
    """No key was shown, and one is needed."""


class KeyRefusedError(AccessError):
    """The key shown is unknown, has expired or was revoked."""


class ScopeError(AccessError):
    """The key shown is not good for this."""
