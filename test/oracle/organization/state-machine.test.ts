import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { getLanguageService, TextDocument } from 'amazon-states-language-service';
import { expect, it } from 'vitest';
import { builtResources } from '../../artifact/organization/built.ts';

const text = readFileSync(new URL('../../../infra/organization/run.asl.json', import.meta.url), 'utf8');
const validator = fileURLToPath(new URL('../../../node_modules/.bin/asl-validator', import.meta.url));

it('is right by asl-validator', async () => {
  const definition = JSON.parse(String(builtResources('hub.json').get('Run')?.Properties['DefinitionString']));
  expect(JSON.stringify(definition)).not.toContain('$' + '{');
  const validate = () => promisify(execFile)(validator, ['--json-definition', JSON.stringify(definition)]);
  await validate();
  delete definition.States.Sum;
  await expect(validate()).rejects.toThrow();
});

it("is right by AWS's own language service", async () => {
  const validate = async (json: string): Promise<readonly unknown[]> => {
    const service = getLanguageService({});
    const document = TextDocument.create('run.asl.json', 'asl', 1, json);
    const found = await service.doValidation(document, service.parseJSONDocument(document));
    return found.map(({ message }) => message);
  };
  // It wants whole numbers of ToleratedFailurePercentage, which other interpreters refuse.
  const meant = Array(2).fill('Incorrect type. Expected one of integer, JSONata expression.');
  expect(await validate(text)).toEqual(meant);
  expect(await validate(text.replace('"Next": "Sum"', '"Next": "Nowhere"'))).not.toEqual(meant);
});
