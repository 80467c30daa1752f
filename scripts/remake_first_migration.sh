#!/bin/sh
# Until the first release there is one migration: made anew from the models, one at a time.
set -e
cd "$(dirname "$0")/.."
mkdir -p var
exec 9>var/migration.lock
flock 9
rm -f nguon/migrations/0*.py
.venv/bin/python manage.py makemigrations nguon -n tables --skip-checks
