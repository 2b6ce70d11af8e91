"""What can go wrong while a batch is handled, by what must be done about it."""

from __future__ import annotations


class StaleProgressError(Exception):
    """Another consumer moved this partition's progress row: stop, read the row again, seek to it."""


class ConflictError(Exception):
    """Somebody else changed what was loaded: load again and decide again."""


class AbandonedError(Exception):
    """The partitions were taken away, or the process stops: drop the batch, nothing was written."""


class UnknownFutureVersionError(Exception):
    """A newer version of an event than this build knows: pause until this service is deployed."""

    def __init__(self, event_type: str) -> None:
        super().__init__(f"{event_type} is newer than this build; deploy the consumer first")
        self.event_type = event_type


class TopicRecreatedError(Exception):
    """A topic ends before the offset that was already handled: somebody deleted and remade it."""

    def __init__(self, topic: str, partition: int, handled: int, end: int) -> None:
        super().__init__(
            f"{topic}[{partition}] ends at {end} but {handled} were handled: the topic was made "
            "anew. Reset its progress row (see docs/operations.md, 'a topic was made anew')."
        )


class RejectedError(Exception):
    """One record can never be handled; `reason` is a sentence without personal data."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
