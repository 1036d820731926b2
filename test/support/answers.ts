import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';

const schema = JSON.parse(readFileSync(new URL('../../infra/answers.schema.json', import.meta.url), 'utf8'));
const ajv = new Ajv2020({ strict: false }).addSchema(schema);

/** What is wrong with a command's JSON answer by its published schema; null when nothing is. */
export const answerFaults = (command: string, text: string): unknown => {
  const isValid = ajv.getSchema(`${schema.$id}#/$defs/${command}`);
  if (isValid === undefined) throw new Error(`there is no schema of the answer of ${command}`);
  isValid(JSON.parse(text));
  return isValid.errors ?? null;
};
