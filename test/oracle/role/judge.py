"""Judges IAM policies by what others know of IAM: reads {name: policy document} as JSON from stdin, prints {name: [finding]}.

parliament says whether a policy is well formed and what is wrong with it. policy_sentry has AWS's service authorization reference: which
actions there are, on which resources, and which condition keys go with them.
"""

import json
import re
import sys

from parliament import analyze_policy_string, is_glob_match
from policy_sentry.querying.actions import get_action_data
from policy_sentry.querying.all import get_all_service_prefixes

# Keys that AWS documents for every action (IAM guide, "AWS global condition context keys"; Lambda guide, "Using source function ARN").
GLOBAL_KEYS = {"aws:calledvia", "aws:principalarn", "aws:requestedregion", "aws:resourceorgid", "aws:sourcearn", "aws:viaawsservice", "lambda:sourcefunctionarn"}


def listed(value):
    return value if isinstance(value, list) else [value]


def by_parliament(document):
    analyzed = analyze_policy_string(json.dumps(document), include_community_auditors=True)
    return [f"parliament: {finding.issue}: {finding.detail}" for finding in analyzed.findings]


def fits(resource, arn_format):
    """Whether a resource of a policy can be of a type; a wildcard stands for anything in both."""
    return resource == "*" or is_glob_match(re.sub(r"\$\{[^}]+\}", "*", arn_format), resource)


def keys_of(rows):
    return {key.lower() for row in rows for key in row["condition_keys"]}


def is_known(key, known):
    lower = key.lower()
    bare = {re.sub(r"/\$\{[^}]+\}$", "/", name) for name in known}
    return lower in GLOBAL_KEYS or any(lower == name or (name.endswith("/") and lower.startswith(name)) for name in bare)


def by_database(document):
    for statement in document["Statement"]:
        asked = {key for comparisons in statement.get("Condition", {}).values() for key in comparisons}
        for action in listed(statement["Action"]):
            prefix, name = action.split(":")
            if prefix not in get_all_service_prefixes():
                yield f"database: {action}: there is no service {prefix}"
                continue
            data = get_action_data(prefix, name)
            if not data:
                yield f"database: {action}: there is no such action"
                continue
            rows = data[prefix]
            formats = [row["resource_arn_format"] for row in rows if row["resource_arn_format"] != "*"]
            for resource in listed(statement["Resource"]):
                if resource == "*" and formats:
                    yield f"database: {action}: it can be narrowed"
                if resource != "*" and not any(fits(resource, each) for each in formats):
                    yield f"database: {action}: it is never about {resource}"
                own = [row for row in rows if row["resource_arn_format"] == "*" or fits(resource, row["resource_arn_format"])]
                for key in asked:
                    if not is_known(key, keys_of(own)):
                        yield f"database: {action} on {resource}: it has no condition key {key}"


def findings(document):
    return by_parliament(document) + list(by_database(document))


json.dump({name: findings(document) for name, document in json.load(sys.stdin).items()}, sys.stdout)
