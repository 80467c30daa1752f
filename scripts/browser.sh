#!/bin/sh
# The browser tests need Chromium. As root on Debian it is installed; elsewhere this says what to install and fails.
for name in chromium chromium-browser google-chrome; do
  if command -v "$name" >/dev/null 2>&1; then exit 0; fi
done
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  echo "Đang cài Chromium cho các kiểm thử bằng trình duyệt …"
  (apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium) >/dev/null || {
    echo "Không cài được Chromium bằng apt-get. Cài gói chromium rồi chạy lại." >&2; exit 1; }
  exit 0
fi
echo "Các kiểm thử bằng trình duyệt cần Chromium. Hãy cài gói chromium (hoặc google-chrome) rồi chạy lại make test." >&2
exit 1
