"""Read .docx: paragraphs and tables in the order Word shows them."""

from documents.errors import DamagedFileError, EmptyFileError
from documents.formats.docx_body import body_blocks
from documents.formats.docx_package import open_document
from documents.notice import Draft


def read_docx(content: bytes) -> Draft:
    """Raises EncryptedFileError, MislabelledFileError, OversizedFileError, DamagedFileError for the
    container and EmptyFileError where there are no words.
    """
    try:
        blocks = tuple(body_blocks(open_document(content)))
    except RecursionError as error:
        raise DamagedFileError(
            "文档里的表格或引用层层嵌套，无法读取。请用 Word 或 WPS 打开，简化后另存为 .docx 再放入。"
        ) from error
    if not blocks:
        raise EmptyFileError("文档里没有文字。如果内容是图片或扫描件，请换成有文字的版本后再放入。")
    return Draft(blocks=blocks)
