import { parseDocument } from 'yaml';
import type { Exemption } from '../../core/model/policy.ts';
import { readYaml } from '../read-yaml.ts';
import { endOfText, type SourceNode } from '../source-node.ts';
import { plainPolicy } from './plain-policy.ts';
import { yamlScalar } from './yaml-scalar.ts';

/** An exemption to be written into a policy. */
export type NewExemption = Pick<Exemption, 'covers' | 'until' | 'reason'>;

const fieldOf = ({ covers }: NewExemption): string => (covers.startsWith('fsmt-') ? 'mountTarget' : 'fileSystem');

/** The lines of an item, so many blanks from the left. */
export const exemptionLines = (exemption: NewExemption, indent: number): readonly string[] => {
  const { covers, until, reason } = exemption;
  const blanks = ' '.repeat(indent);
  return [
    `${blanks}- ${fieldOf(exemption)}: ${covers}`,
    `${blanks}  until: ${until}`,
    `${blanks}  reason: ${yamlScalar(reason)}`,
  ];
};

const lineEnd = (text: string, from: number): number => {
  const length = text.slice(from).search(/\r?\n|$/);
  return from + length;
};

/** The text with the exemption as lines of its own, where it is written without braces around it; undefined elsewhere. */
const inserted = (text: string, root: SourceNode, exemption: NewExemption): string | undefined => {
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  const linesAt = (indent: number): string => exemptionLines(exemption, indent).join(newline);
  if (text[root.offset] === '{') return undefined;
  const list = root.children.get('exemptions');
  if (list === undefined) return `${text.trimEnd()}${newline}${newline}exemptions:${newline}${linesAt(2)}${newline}`;
  if (list.children.size === 0) {
    const colon = text.indexOf(':', list.keyEnd);
    const line = text.slice(colon + 1, lineEnd(text, colon)).replace(/^\s*\[\s*\]/, '');
    const rest = text.slice(lineEnd(text, colon));
    return `${text.slice(0, colon + 1)}${line.trimEnd()}${newline}${linesAt(2)}${rest || newline}`;
  }
  if (text[list.offset] === '[') return undefined;
  const dash = text.indexOf('-', list.offset);
  const end = lineEnd(text, endOfText(list, text));
  const indent = dash - (text.lastIndexOf('\n', dash) + 1);
  return `${text.slice(0, end)}${newline}${linesAt(indent)}${text.slice(end) || newline}`;
};

/** The text with the exemption, written anew by the YAML library: comments stay, the layout may not. */
const rewritten = (text: string, exemption: NewExemption): string => {
  const document = parseDocument(text);
  const { covers, until, reason } = exemption;
  const item = { [fieldOf(exemption)]: covers, until, reason };
  if (document.has('exemptions')) document.addIn(['exemptions'], document.createNode(item));
  else document.set('exemptions', document.createNode([item]));
  return document.toString({ lineWidth: 0 });
};

/**
 * Adds an exemption to the text of a valid policy, with its comments and its layout as they are. Throws when the result would
 * not say just that.
 */
export const addExemption = (text: string, exemption: NewExemption): string => {
  const before = plainPolicy(text);
  const { root } = readYaml(text);
  const isRight = (candidate: string): boolean => {
    const after = plainPolicy(candidate);
    const last = after?.exemptions.at(-1);
    return (
      after?.rest === before?.rest &&
      after?.exemptions.length === (before?.exemptions.length ?? 0) + 1 &&
      last?.covers === exemption.covers &&
      last.until === exemption.until &&
      last.reason === exemption.reason
    );
  };
  const candidate = root && inserted(text, root, exemption);
  if (candidate !== undefined && isRight(candidate)) return candidate;
  const whole = rewritten(text, exemption);
  if (!isRight(whole)) throw new Error(`the exemption of ${exemption.covers} cannot be written into this policy`);
  return whole;
};
