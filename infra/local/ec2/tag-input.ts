import type { Tag, TagSpecification } from '@aws-sdk/client-ec2';
import { AwsFault } from '../wire/aws-fault.ts';
import type { Tags } from '../world/tags.ts';
import { fromPairs } from '../world/tags.ts';

const MOST_TAGS = 50;

/** Checks tags by EC2's rules ("Tag restrictions" in its user guide). Throws `InvalidParameterValue` or `TagLimitExceeded`. */
export const checkedTags = (pairs: readonly Tag[] | undefined, present: Tags = new Map()): Tags => {
  const tags = fromPairs(pairs);
  for (const [key, value] of tags) {
    if (key.toLowerCase().startsWith('aws:')) {
      throw new AwsFault(
        'InvalidParameterValue',
        `Value ( ${key} ) for parameter key is invalid. Tag keys starting with 'aws:' are reserved for internal use`,
      );
    }
    if (key === '' || key.length > 127 || value.length > 255) {
      throw new AwsFault('InvalidParameterValue', `Tag keys have 1 to 127 characters and values up to 255: ${key}`);
    }
  }
  if (new Set([...present.keys(), ...tags.keys()]).size > MOST_TAGS) {
    throw new AwsFault('TagLimitExceeded', `A resource can have at most ${MOST_TAGS} tags.`);
  }
  return tags;
};

/** The tags that a create call asks for. */
export const specifiedTags = (specifications: readonly TagSpecification[] | undefined): Tags =>
  checkedTags((specifications ?? []).flatMap(({ Tags = [] }) => Tags));
