"""Files made for the tests: Word and PDF, right ones and hostile ones."""

import io
import zipfile

import docx
import fpdf
from docx.document import Document

FONT = "/usr/share/fonts/truetype/dejavu/DejaVuSerif.ttf"
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Override PartName="/word/document.xml" ContentType="{main}"/></Types>'
)
MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"


def saved(document: Document) -> bytes:
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def word(*paragraphs: str) -> bytes:
    document = docx.Document()
    for text in paragraphs:
        document.add_paragraph(text)
    return saved(document)


def package(
    body: str, main: str = MAIN, prologue: str = "", more: dict[str, bytes] | None = None, head: str = ""
) -> bytes:
    """A .docx written by hand: `body` is what stands inside w:body."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as zipped:
        zipped.writestr("[Content_Types].xml", TYPES.format(main=main))
        zipped.writestr(
            "word/document.xml",
            f'<?xml version="1.0"?>{prologue}<w:document {W} {head}><w:body>{body}</w:body></w:document>',
        )
        for name, content in (more or {}).items():
            zipped.writestr(name, content)
    return stream.getvalue()


def paragraph(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def pdf(pages: list[str], password: str | None = None) -> bytes:
    document = fpdf.FPDF()
    document.set_auto_page_break(auto=False)
    document.add_font("body", "", FONT)
    document.set_font("body", size=9)
    if password:
        document.set_encryption(owner_password=password, user_password=password)
    for text in pages:
        document.add_page()
        document.multi_cell(0, 4.2, text)
    return bytes(document.output())
