"""The peer: a snapshot as a CSV beside a pandas script, as transformation scripts keep it.

Usage: pandas_baseline.py SNAPSHOT EXTRACT...
For each extract: read it, keep the last of rows with one Id, fill what it leaves null from the snapshot, rewrite the
snapshot. Prints a JSON line each: seconds and records, then one with the peak memory of the process in MB.
"""

import json
import resource
import sys
import time
from pathlib import Path

import pandas

KEY = "Id"


def sync(snapshot: Path, extract: str) -> int:
    rows = pandas.read_csv(extract).drop_duplicates(KEY, keep="last").set_index(KEY)
    if snapshot.exists():
        rows = rows.combine_first(pandas.read_csv(snapshot).set_index(KEY))
    rows.reset_index().to_csv(snapshot, index=False)
    return len(rows)


def peak_megabytes() -> float:
    try:
        status = Path("/proc/self/status").read_text()
        return int(status.split("VmHWM:")[1].split()[0]) / 1024
    except OSError:  # not Linux; macOS counts bytes here
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1 << 20)


def main() -> None:
    snapshot, extracts = Path(sys.argv[1]), sys.argv[2:]
    for extract in extracts:
        started = time.monotonic()
        records = sync(snapshot, extract)
        print(json.dumps({"seconds": time.monotonic() - started, "records": records}), flush=True)
    print(json.dumps({"peak_mb": peak_megabytes()}))


main()
