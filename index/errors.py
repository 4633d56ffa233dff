"""What can go wrong with the index.

IndexingError
├── StoreError              a store cannot be opened, read or written
│   └── StoreOutdatedError  the store was made by another schema or model
├── RefreshBusyError        another process is refreshing the same data folder
└── FilterError             a filter of a search is unknown or malformed
"""


class IndexingError(Exception):
    """Base of this package's errors; the message is Chinese and says what, where and what to do."""


class StoreError(IndexingError):
    """A store cannot be opened, read or written."""


class StoreOutdatedError(StoreError):
    """The store was made by another schema or another embedding model."""


class RefreshBusyError(IndexingError):
    """Another process is refreshing the same data folder."""


class FilterError(IndexingError):
    """A filter of a search is unknown or malformed."""
