"""What can go wrong with an embedding model.

ModelError
├── ModelNotFoundError   a model folder, or the package it is built from, is not there
└── ModelFileError       a model's file is there, but cannot be read or used
"""


class ModelError(Exception):
    """Any failure of an embedding model; the message, in Chinese, says what to do."""


class ModelNotFoundError(ModelError):
    """A model folder, or the package it is built from, is not there."""


class ModelFileError(ModelError):
    """A model's file is there, but cannot be read or used."""
