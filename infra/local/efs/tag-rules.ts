import { AwsFault } from '../wire/aws-fault.ts';
import type { Tags } from '../world/tags.ts';

// Pattern and lengths of TagKey and TagValue in the EFS API model.
const TAG_KEY = /^(?![aA]{1}[wW]{1}[sS]{1}:)([\p{L}\p{Z}\p{N}_.:/=+\-@]+)$/u;
const TAG_VALUE = /^([\p{L}\p{Z}\p{N}_.:/=+\-@]*)$/u;
const MOST_TAGS = 50;

/** Throws `ValidationException` or `BadRequest` where EFS would not take these as a resource's tags. */
export const checkTags = (tags: Tags): void => {
  for (const [key, value] of tags) {
    if (!TAG_KEY.test(key) || key.length > 128 || !TAG_VALUE.test(value) || value.length > 256) {
      throw new AwsFault(
        'ValidationException',
        `1 validation error detected: Value '${key}=${value}' at 'tags' failed to satisfy constraint`,
      );
    }
  }
  if (tags.size > MOST_TAGS) throw new AwsFault('BadRequest', `A resource can have at most ${MOST_TAGS} tags.`);
};
