import published from '@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json' with { type: 'json' };
import { Ajv } from 'ajv';

// The schema as OASIS publishes it; its draft differs from the one that Ajv reads by these two fields alone.
const { $schema, id, ...schema } = published;

const isValid = new Ajv({ strict: false, validateFormats: false, unicodeRegExp: false }).compile(schema);

/** What is wrong with a SARIF log by the schema of SARIF 2.1.0; null when nothing is. */
export const sarifFaults = (text: string): unknown => {
  isValid(JSON.parse(text));
  return isValid.errors ?? null;
};
