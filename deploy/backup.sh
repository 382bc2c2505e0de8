#!/usr/bin/env bash
# Back up the database while the bot runs: deploy/backup.sh [--to FOLDER] [--keep N]
# Uses the installation that it lies in, and its settings; no sqlite3 program is needed.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
python="${TALENTBOT_PYTHON:-.venv/bin/python}"
if [ ! -x "$python" ]; then
    echo "找不到 $python，请先运行 make setup / $python is missing: run make setup first" >&2
    exit 1
fi
exec "$python" deploy/backup.py "$@"
