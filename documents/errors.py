"""What can go wrong while reading a notice.

DocumentsError
├── LibraryNotFoundError     the folder or file to index is not there, may not be read or named
├── PageMissingError         a file has no page of this number
└── UnreadableFileError      one file cannot become a notice; the others go on
    ├── UnsupportedFormatError   no reader for this kind of file
    ├── EmptyFileError           no bytes, or no words in it
    ├── EncryptedFileError       a password is needed
    ├── MislabelledFileError     the content is not what the suffix says
    ├── OversizedFileError       larger than the reader or its memory accepts
    ├── DamagedFileError         the container or the encoding is broken
    ├── SlowFileError            reading it takes longer than is allowed
    └── CrashedReadingError      the process that read it ended without an answer
"""


class DocumentsError(Exception):
    """Base of this package's errors; the message is Chinese and says what, where and what to do."""


class LibraryNotFoundError(DocumentsError):
    """The path to index does not exist or may not be read."""


class PageMissingError(DocumentsError):
    """The file has no page of this number."""


class UnreadableFileError(DocumentsError):
    """One file cannot become a notice."""


class UnsupportedFormatError(UnreadableFileError):
    """No reader is known for this kind of file."""


class EmptyFileError(UnreadableFileError):
    """The file has no bytes, or no words."""


class EncryptedFileError(UnreadableFileError):
    """The file needs a password."""


class MislabelledFileError(UnreadableFileError):
    """The content is not what the file's suffix says."""


class OversizedFileError(UnreadableFileError):
    """The file is larger than the reader accepts, or fills its memory."""


class DamagedFileError(UnreadableFileError):
    """The container or the text encoding is broken."""


class SlowFileError(UnreadableFileError):
    """Reading the file takes longer than is allowed."""


class CrashedReadingError(UnreadableFileError):
    """The process that read the file ended without an answer."""
