"""Run the product with demonstration data: tables, data on the first start, the server, the addresses and accounts."""

import argparse
import os
import socket
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
STARTED = time.monotonic()


def say(words: str) -> None:
    """One line of progress with the seconds since the start."""
    print(f"[{time.monotonic() - STARTED:5.1f} s] {words}", flush=True)


def port_is_free(port: int) -> bool:
    """True where nothing listens on `port` of this machine."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--no-serve", action="store_true", help="prepare everything and stop before serving")
    chosen = parser.parse_args()
    if not chosen.no_serve and not port_is_free(chosen.port):
        sys.exit(
            f"Cổng {chosen.port} đang có chương trình khác dùng. Chạy lại với cổng khác: make demo PORT={chosen.port + 123}"
        )

    import django
    from django.conf import settings
    from django.core.management import call_command

    os.environ.setdefault("NGUON_ADDRESS", f"http://127.0.0.1:{chosen.port}")
    django.setup()
    say("Chuẩn bị cơ sở dữ liệu …")
    call_command("migrate", verbosity=0)
    accounts = Path(settings.VAR) / "demo-accounts.txt"
    call_command("demo_data", accounts=str(accounts))
    say("Sẵn sàng.")
    print(f"\n  Địa chỉ:  http://127.0.0.1:{chosen.port}\n")
    if accounts.exists():
        print(accounts.read_text("utf-8"))
    if chosen.no_serve:
        return
    print("  Nhấn Ctrl+C để dừng. Dữ liệu nằm trong thư mục var/, lần sau vẫn còn.\n", flush=True)
    server = Path(sys.executable).parent / "granian"
    os.execv(
        server,
        [
            str(server),
            "--interface",
            "wsgi",
            "--host",
            "127.0.0.1",
            "--port",
            str(chosen.port),
            "--workers",
            "1",
            "--blocking-threads",
            "4",
            "--no-access-log",
            "--log-level",
            "warning",
            "--working-dir",
            str(ROOT),
            "config.wsgi:application",
        ],
    )


main()
