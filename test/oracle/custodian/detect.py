"""Runs one of policy.yaml's policies with Cloud Custodian and prints what it found and what that took.

Usage: detect.py POLICY-FILE POLICY-NAME, with an event on stdin for a policy that waits for one. Prints
{"found": [ids], "ms", "peakMb", "error"}; the time is the run's alone, start-up and loading apart.
"""

import json
import logging
import resource
import sys
import tempfile
import time

from c7n.config import Config
from c7n.loader import PolicyLoader
from c7n.resources import load_resources

logging.disable(logging.CRITICAL)


def main():
    path, name = sys.argv[1:]
    event = json.load(sys.stdin) if not sys.stdin.isatty() else None
    load_resources(("aws.efs-mount-target", "aws.eni"))
    config = Config.empty(
        region="us-east-1", regions=["us-east-1"], account_id="111122223333", output_dir=tempfile.mkdtemp(), cache=None,
        cache_period=0, dryrun=True,
    )
    (policy,) = [it for it in PolicyLoader(config).load_file(path) if it.name == name]
    policy.validate()
    started = time.monotonic()
    found, error = [], None
    try:
        found = (policy.push(event, None) if event else policy.run()) or []
    except Exception as caught:
        error = f"{type(caught).__name__}: {caught}"
    ms = (time.monotonic() - started) * 1000
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    ids = [it[policy.resource_manager.get_model().id] for it in found]
    json.dump({"found": ids, "ms": ms, "peakMb": peak, "error": error}, sys.stdout)


main()
