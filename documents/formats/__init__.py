"""One reader for each file format: bytes in, Draft out.

To add a format, write a module here with a function `read_x(content: bytes) -> Draft` that raises the
errors of `documents.errors`, and name it in READERS.
"""

from collections.abc import Callable

from documents.formats.docx import read_docx
from documents.formats.html import read_html
from documents.formats.pdf import read_pdf
from documents.formats.text import read_text
from documents.notice import Draft

Reader = Callable[[bytes], Draft]

READERS: dict[str, Reader] = {
    ".txt": read_text,
    ".md": read_text,
    ".html": read_html,
    ".htm": read_html,
    ".docx": read_docx,
    ".pdf": read_pdf,
}
