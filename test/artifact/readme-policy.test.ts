import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parsePolicy } from '../../functions/policy/parse-policy.ts';
import { blocksOf, markdown } from '../support/markdown.ts';

const pages = [markdown('README.md'), markdown('infra/policies/reference.md')].join('\n');

const findingsIn = (text: string) => {
  const parsed = parsePolicy(text, 'v');
  return 'findings' in parsed ? parsed.findings : [];
};

/** The names of the fields that a JSON Schema has, at any depth. */
const fieldsOf = (schema: unknown): readonly string[] => {
  if (typeof schema !== 'object' || schema === null) return [];
  const own = 'properties' in schema ? Object.keys(Object(schema.properties)) : [];
  return [...own, ...Object.values(schema).flatMap(fieldsOf)];
};

describe('the policies in the README and in its reference', () => {
  const blocks = blocksOf(pages, 'yaml');

  it('is there', () => {
    expect(blocks).not.toEqual([]);
  });

  it.each(blocks)('is accepted as it stands:\n%s', (text) => {
    expect(findingsIn(text)).toEqual([]);
  });

  it('has every field that a policy may have', () => {
    const schema: unknown = JSON.parse(
      readFileSync(new URL('../../infra/policy.schema.json', import.meta.url), 'utf8'),
    );
    const isShown = (field: string) => blocks.some((text) => new RegExp(`\\b${field}:`).test(text));
    const told = new Set([...pages.matchAll(/`(?:[\w.]+\.)?(\w+)(?:: [^`]+)?`/g)].map(([, name]) => name));
    expect([...new Set(fieldsOf(schema))].filter((field) => !isShown(field) && !told.has(field))).toEqual([]);
  });
});

describe('the exemption that infra/policy.yaml shows in a comment', () => {
  it('is accepted once it is written out', () => {
    const policy = readFileSync(new URL('../../infra/policy.yaml', import.meta.url), 'utf8');
    const [, shown = ''] = /^((?:# {3}.*\n)+)exemptions: \[\]$/m.exec(policy) ?? [];
    expect(shown).toContain('until');
    const written = policy.replace(/^exemptions: \[\]$/m, `exemptions:\n${shown.replaceAll(/^#/gm, '')}`);
    expect(findingsIn(written)).toEqual([]);
  });
});
