import type { BatchResultErrorEntry } from '@aws-sdk/client-sqs';
import { AwsFault } from '../wire/aws-fault.ts';

const MOST_ENTRIES = 10;
const ENTRY_ID = /^[\w-]{1,80}$/;

const checkEntries = (entries: readonly { readonly Id: string | undefined }[]): void => {
  if (entries.length === 0) {
    throw new AwsFault('EmptyBatchRequest', 'There should be at least one entry in the request.');
  }
  if (entries.length > MOST_ENTRIES) {
    throw new AwsFault('TooManyEntriesInBatchRequest', `Maximum number of entries per request are ${MOST_ENTRIES}.`);
  }
  if (!entries.every(({ Id = '' }) => ENTRY_ID.test(Id))) {
    throw new AwsFault(
      'InvalidBatchEntryId',
      'A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.',
    );
  }
  const ids = new Set(entries.map(({ Id }) => Id));
  if (ids.size < entries.length)
    throw new AwsFault('BatchEntryIdsNotDistinct', 'Two or more batch entries have the same Id.');
};

/** Does each entry of a batch for itself: one that fails is reported and the others are done. */
export const inBatch = <Entry extends { readonly Id: string | undefined }, Result>(
  entries: readonly Entry[] = [],
  each: (entry: Entry) => Result,
): { Successful: ({ Id: string | undefined } & Result)[]; Failed: BatchResultErrorEntry[] } => {
  checkEntries(entries);
  const Successful: ({ Id: string | undefined } & Result)[] = [];
  const Failed: BatchResultErrorEntry[] = [];
  for (const entry of entries) {
    const { Id } = entry;
    try {
      Successful.push({ Id, ...each(entry) });
    } catch (error) {
      if (!(error instanceof AwsFault)) throw error;
      Failed.push({ Id, Code: error.code, Message: error.message, SenderFault: true });
    }
  }
  return { Successful, Failed };
};
