"""What can go wrong with the index.

IndexingError
├── StoreError              a store cannot be opened, read or written
│   ├── StoreOutdatedError  the store was made by another schema or model
│   └── OtherModelError     the vectors in use were made by another embedding model
├── BackupError             a backup cannot be made, or a file is no backup that can be restored
├── RefreshBusyError        another process is refreshing the same data folder
├── EmptiedLibraryError     a library that had many notices is an empty folder all at once
├── NoticeGoneError         no such notice, version, job or key
├── BadKeyError             a key as asked for cannot be made
├── UploadError             an uploaded file's name cannot be used
├── JobStoppedError         a person stopped the work
└── FilterError             a filter of a search is unknown or malformed
"""


class IndexingError(Exception):
    """Base of this package's errors; the message is Chinese and says what, where and what to do."""


class StoreError(IndexingError):
    """A store cannot be opened, read or written."""


class StoreOutdatedError(StoreError):
    """The store was made by another schema or another embedding model."""


class OtherModelError(StoreError):
    """The vectors in use were made by another embedding model than the one asked with."""


class BackupError(IndexingError):
    """A backup cannot be made, or a file is no backup that can be restored."""


class RefreshBusyError(IndexingError):
    """Another process is refreshing the same data folder."""


class EmptiedLibraryError(IndexingError):
    """A library that had many notices is an empty folder all at once: not mounted, most likely."""


class NoticeGoneError(IndexingError):
    """There is no such notice, version, job or key."""


class ConversationTakenError(IndexingError):
    """A conversation is another's."""


class BadKeyError(IndexingError):
    """A key as asked for cannot be made."""


class BadGroupError(IndexingError):
    """A visibility group as named cannot be, or is not one that the caller may use."""


class UploadError(IndexingError):
    """An uploaded file's name cannot be used."""


class JobStoppedError(IndexingError):
    """A person stopped the work."""


class FilterError(IndexingError):
    """A filter of a search is unknown or malformed."""
