"""Build or complete `.venv` from one hashed list. Runs on the plain interpreter, so it uses nothing but the library."""

import subprocess
import sys
import time
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HOME = ROOT / ".venv"


def main() -> None:
    listed = ROOT / sys.argv[1]
    if sys.version_info < (3, 11):
        sys.exit(f"Nguồn cần Python 3.11 trở lên; máy này đang dùng {sys.version.split()[0]}.")
    if not (HOME / "bin" / "python").exists():
        print("Đang tạo môi trường .venv …", flush=True)
        try:
            venv.create(HOME, with_pip=True)
        except (subprocess.CalledProcessError, OSError) as wrong:
            sys.exit(
                f"Không tạo được môi trường .venv: {wrong}\nTrên Debian/Ubuntu hãy cài gói python3-venv rồi chạy lại."
            )
    packages = sum(1 for line in listed.read_text("utf-8").splitlines() if "==" in line and not line.startswith(" "))
    print(f"Đang cài {packages} gói theo {listed.name} (kiểm tra mã băm từng gói) …", flush=True)
    started = time.monotonic()
    done = subprocess.run(
        [
            str(HOME / "bin" / "python"),
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
            "--no-input",
            "--require-hashes",
            "--only-binary",
            ":all:",
            "-r",
            str(listed),
        ],
        check=False,
        stderr=subprocess.PIPE,
        text=True,
    )
    if done.returncode:
        sys.exit(
            f"{done.stderr}\nChưa cài xong. Kiểm tra mạng tới kho gói Python rồi chạy lại; phần đã cài được giữ nguyên."
        )
    print(f"Xong sau {time.monotonic() - started:.0f} giây.", flush=True)


main()
