import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parsePolicy } from '../../../functions/policy/parse-policy.ts';
import { answersSchemaText, schemaText, testSchemaText } from '../../../infra/write-schema.ts';

const read = (name: string) => readFileSync(new URL(`../../../infra/${name}`, import.meta.url), 'utf8');

describe('infra/policy.yaml', () => {
  const text = read('policy.yaml');
  const result = parsePolicy(text, 'v');

  it('has no findings', () => {
    expect(result).not.toHaveProperty('findings');
  });

  it('only reports, and governs only file systems that opted in', () => {
    const rules = 'policy' in result ? result.policy.rules : [];
    expect(rules.map(({ name, mode }) => ({ name, mode }))).toEqual([
      { name: 'opted-in-keeping-others', mode: 'audit' },
      { name: 'opted-in', mode: 'audit' },
    ]);
    expect(rules.every(({ when }) => when.tags.has('mountguard'))).toBe(true);
  });

  it('names the schema that editors check it with', () => {
    expect(text.split('\n')[0]).toBe('# yaml-language-server: $schema=./policy.schema.json');
  });
});

describe('infra/policy.schema.json', () => {
  it('is what npm run schema writes, as the other schemas are', () => {
    expect(read('policy.schema.json')).toBe(schemaText());
    expect(read('policy-test.schema.json')).toBe(testSchemaText());
    expect(read('answers.schema.json')).toBe(answersSchemaText());
  });

  it('lets no mapping hold fields that it does not know', () => {
    const open: unknown[] = [];
    const visit = (schema: unknown): void => {
      if (typeof schema !== 'object' || schema === null) return;
      if ('properties' in schema && !('additionalProperties' in schema && schema.additionalProperties === false))
        open.push(schema);
      for (const part of Object.values(schema)) visit(part);
    };
    visit(JSON.parse(schemaText()));
    expect(open).toEqual([]);
  });
});
