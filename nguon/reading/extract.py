"""The child: `python -m nguon.reading.extract KIND`, a file on its input, JSON on its output, nothing on disk."""

import json
import resource
import sys

from nguon.reading.source import Unreadable

MEMORY_BYTES = 1024 * 1024 * 1024
CPU_SECONDS = 10


def bound() -> None:
    """Limits the system holds us to: memory, processor time, no file may grow, few files open."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def answer(kind: str, content: bytes) -> dict[str, object]:
    """{text, pages, tables} or {code, message}."""
    try:
        if kind == "pdf":
            from nguon.reading.pdf import read_pdf as read
        else:
            from nguon.reading.docx import read_docx as read
        source = read(content)
    except Unreadable as refused:
        return {"code": refused.code, "message": refused.message}
    except MemoryError:
        return {
            "code": "bomb",
            "message": "Tệp cần quá nhiều bộ nhớ để đọc nên đã dừng. Hãy lưu lại thành tệp gọn hơn rồi tải lên.",
        }
    except Exception:  # noqa: BLE001 -- whatever a hostile file brings about, the answer is one refusal
        return {
            "code": "broken",
            "message": f"Tệp .{kind} bị hỏng, không đọc được. Hãy mở và lưu lại tệp rồi tải lên lần nữa.",
        }
    return {"text": source.text, "pages": source.pages, "tables": source.tables}


def main() -> None:
    bound()
    said = answer(sys.argv[1], sys.stdin.buffer.read())
    sys.stdout.buffer.write(json.dumps(said).encode())


if __name__ == "__main__":
    main()
