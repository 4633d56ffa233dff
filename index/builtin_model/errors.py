"""What can go wrong with an embedding model or a reranker.

ModelError
├── ModelNotFoundError   a model folder, or the package it is built from, is not there
├── ModelFileError       a model's file is there, but cannot be read or used
└── ModelMemoryError     there is not enough memory to load or to use a model
"""


class ModelError(Exception):
    """Any failure of a model; the message, in Chinese, says what to do."""


class ModelNotFoundError(ModelError):
    """A model folder, or the package it is built from, is not there."""


class ModelFileError(ModelError):
    """A model's file is there, but cannot be read or used."""


class ModelMemoryError(ModelError):
    """There is not enough memory to load or to use a model."""
