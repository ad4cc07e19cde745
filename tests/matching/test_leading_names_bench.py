"""The bench of leading names scores a small file."""

import json
import subprocess
import sys
from typing import Any

import pytest
from django.conf import settings

pytestmark = pytest.mark.slow

RECORD = {"user": "u", "start_time_utc": 1_700_000_000, "utc_offset_s": 0, "duration_s": 3600, "distance_m": 30_000}


def run_bench(path: Any, *records: dict[str, Any]) -> tuple[int, str]:
    path.write_text("\n".join(json.dumps(RECORD | record) for record in records))
    command = [sys.executable, "bench/leading_names.py", str(path)]
    done = subprocess.run(command, cwd=settings.BASE_DIR, capture_output=True, text=True)
    return done.returncode, done.stdout


def test_a_persons_name_leads_a_generated_one(tmp_path):
    garmin = {"provider": "garmin", "provider_id": "1", "sport": "road_biking", "true_id": "w1"}
    strava = {"provider": "strava", "provider_id": "2", "sport": "Ride", "true_id": "w1", "name": "Club ride"}
    status, text = run_bench(tmp_path / "a.jsonl", garmin | {"name": "Potsdam Road Cycling"}, strava)
    assert (status, "one of those leads 100.00%" in text) == (0, True)
    status, text = run_bench(tmp_path / "a.jsonl", garmin | {"name": "With Anna"}, strava)
    assert (status, "1  'With Anna'" in text) == (1, True)
