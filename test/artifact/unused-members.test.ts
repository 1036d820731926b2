import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { internalMembers, unusedMembers, withoutMembers } from '../../infra/build/unused-members.ts';

const stack = `
class Stack {
  static of() { return new Stack(); }
  addStep(step) { return this.listed(step); }
  get steps() { return []; }
  listed(step) { return [step, ...this.steps]; }
  toString() { return 'Stack'; }
}`;

it('finds the methods that nothing names, in any module', () => {
  expect(unusedMembers([stack])).toEqual(new Set(['addStep']));
  expect(unusedMembers([stack, 'export const add = (to) => to.addStep(1);'])).toEqual(new Set());
});

it('takes a name in a text for a use', () => {
  expect(unusedMembers([stack, `export const how = 'addStep';`])).toEqual(new Set());
});

it('leaves out nothing but those methods', () => {
  const rest = withoutMembers(stack, new Set(['addStep', 'toString']));
  expect(rest).not.toContain('addStep');
  expect(rest).toContain('listed(step) { return [step, ...this.steps]; }');
});

it('renames neither what Node or our code knows nor what a text names', () => {
  const modules = [stack.replace('listed', 'listedSteps'), `export const how = (it) => it['listedSteps'];`];
  expect(internalMembers(modules)).toEqual(['addStep']);
  expect(internalMembers(['class Client { mountTargetId() {} }'])).toEqual([]);
});

it('knows what Powertools and the SDK implement for Node', () => {
  const read = (path: string) => readFileSync(new URL(`../../node_modules/${path}`, import.meta.url), 'utf8');
  const streams = read('@smithy/core/dist-es/submodules/serde/util-stream/checksum/ChecksumStream.js');
  expect(unusedMembers([streams])).not.toContain('_write');
});
