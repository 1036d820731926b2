import { describe, expect, it } from 'vitest';
import { fileSystemId, mountTargetId, securityGroupId, vpcId } from '../../../../functions/core/model/ids.ts';

const digits = '0123456789abcdef0';

describe.each([
  { prefix: 'fsmt', parse: mountTargetId },
  { prefix: 'fs', parse: fileSystemId },
  { prefix: 'sg', parse: securityGroupId },
  { prefix: 'vpc', parse: vpcId },
])('an id that starts with $prefix', ({ prefix, parse }) => {
  const id = `${prefix}-${digits}`;

  it.each([
    { from: 'itself', text: id },
    { from: 'an ARN whose last segment follows a slash', text: `arn:aws:service:eu-west-1:123456789012:kind/${id}` },
    { from: 'an ARN whose last segment follows a colon', text: `arn:aws-cn:service:eu-west-1:123456789012:kind:${id}` },
    { from: 'an ARN with several segments', text: `arn:aws:service:eu-west-1:123456789012:kind/fs-00000000/${id}` },
  ])('is parsed from $from', ({ text }) => {
    expect(parse(text)).toBe(id);
  });

  it.each([{ length: 8 }, { length: 40 }])('has $length digits at an extreme', ({ length }) => {
    const text = `${prefix}-${'a'.repeat(length)}`;
    expect(parse(text)).toBe(text);
  });

  it.each([
    { text: `${prefix}-${'a'.repeat(7)}` },
    { text: `${prefix}-${'a'.repeat(41)}` },
    { text: `${prefix}-0123456g` },
    { text: `${prefix}-0123456A` },
    { text: `x${id}` },
    { text: `${id} ` },
    { text: ` ${id}` },
    { text: `${id}\n` },
    { text: `${id}/x` },
    { text: `kind/${id}` },
    { text: `arn:/${id}` },
    { text: `arn:${id}` },
    { text: `arn:aws:service:kind ${id}` },
    { text: `arn:aws: service:kind/${id}` },
    { text: `xarn:aws:service:kind/${id}` },
    { text: `eni-${digits}` },
    { text: digits },
    { text: '*' },
    { text: '' },
  ])('is not $text', ({ text }) => {
    expect(parse(text)).toBeUndefined();
  });
});

it('takes no kind of id for another', () => {
  const kinds = [mountTargetId, fileSystemId, securityGroupId, vpcId];
  const texts = ['fsmt', 'fs', 'sg', 'vpc'].map((prefix) => `${prefix}-${digits}`);
  const parsed = kinds.map((parse) => texts.map((text) => parse(text) !== undefined));
  expect(parsed).toEqual(kinds.map((_, row) => texts.map((_, column) => row === column)));
});
