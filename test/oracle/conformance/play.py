"""Plays steps against an endpoint with boto3 and prints how each ended.

Reads {"endpoint", "validate", "known", "steps": [{"service", "operation", "input", "save", "fault"}]} from stdin;
writes {"outcomes": [{"status", "error", "output", "violations"}], "known"} to stdout: violations are differences from
botocore's own model, known is what was known before and what the steps saved.
"""

import json
import sys
import urllib.request
from datetime import datetime, timezone

import boto3
from botocore import xform_name
from botocore.config import Config
from botocore.exceptions import ClientError

from model_check import check

REFERENCE = "$"


def fill(value, known):
    """A value with every "$name" in it replaced by what an earlier step saved under the name."""
    if isinstance(value, str) and value.startswith(REFERENCE):
        return known[value[1:]]
    if isinstance(value, list):
        return [fill(part, known) for part in value]
    if isinstance(value, dict):
        return {key: fill(part, known) for key, part in value.items()}
    return value


def at(value, path):
    for key in path.split("."):
        value = value[int(key)] if isinstance(value, list) else value.get(key)
    return value


def plain(value):
    """Times as JavaScript writes them in JSON."""
    if not isinstance(value, datetime):
        return str(value)
    return value.astimezone(timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def name_of(error):
    """The class of a modelled error, the code of any other; a former protocol's code does not count."""
    return error.response["Error"]["Code"] if type(error) is ClientError else type(error).__name__


def inject(endpoint, fault):
    """Makes the local endpoint answer the next call with an error."""
    body = json.dumps({"next": [fault]}).encode()
    urllib.request.urlopen(urllib.request.Request(f"{endpoint}/_local/faults", body, method="POST")).close()


def main():
    script = json.load(sys.stdin)
    # What the model forbids is for the endpoint to refuse, not for the client.
    config = Config(retries={"total_max_attempts": 1}, parameter_validation=False)
    violations = []
    clients = {}

    def note(operation_model, response_dict, **_):
        violations.extend(
            check(operation_model, response_dict["status_code"], response_dict["headers"], response_dict["body"])
        )

    def client_of(service):
        if service not in clients:
            clients[service] = boto3.client(
                service,
                endpoint_url=script["endpoint"],
                region_name="us-east-1",
                aws_access_key_id="local",
                aws_secret_access_key="local",
                config=config,
            )
            if script["validate"]:
                # Whatever botocore's own parser would stumble over is to be told too.
                clients[service].meta.events.register("before-parse", note)
        return clients[service]

    known = dict(script["known"])
    outcomes = []
    for step in script["steps"]:
        violations.clear()
        if "fault" in step:
            inject(script["endpoint"], step["fault"])
        call = getattr(client_of(step["service"]), xform_name(step["operation"]))
        try:
            output = call(**fill(step["input"], known))
            outcome = {"status": output.pop("ResponseMetadata")["HTTPStatusCode"], "output": output}
            for name, path in step.get("save", {}).items():
                known[name] = at(output, path)
        except ClientError as error:
            outcome = {"status": error.response["ResponseMetadata"]["HTTPStatusCode"], "error": name_of(error)}
        except Exception as error:  # moto answers some calls with what no client can read
            outcome = {"status": None, "error": type(error).__name__}
        outcomes.append({**outcome, "violations": list(violations)})
    json.dump({"outcomes": outcomes, "known": known}, sys.stdout, default=plain)


main()
