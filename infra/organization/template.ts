import { type CollectionTag, parse, type ScalarTag } from 'yaml';

/** A part of a CloudFormation template, with its functions written out. */
export type Part = Record<string, unknown>;

/** A template of CloudFormation or SAM. */
export interface Template extends Part {
  Metadata?: Part;
  Parameters: Record<string, Part>;
  Rules?: Record<string, Part>;
  Conditions?: Part;
  Resources: Record<string, Part & { Type: string; Properties: Part }>;
  Outputs?: Record<string, Part>;
}

const functions = ['And', 'Equals', 'GetAtt', 'If', 'Join', 'Not', 'Select', 'Split', 'Sub'];
const named = (name: string): string => (name === 'Ref' ? name : `Fn::${name}`);
const customTags = ['Ref', ...functions].flatMap((name): (ScalarTag | CollectionTag)[] => [
  {
    tag: `!${name}`,
    resolve: (text: string) => ({ [named(name)]: name === 'GetAtt' ? text.split('.') : text }),
  },
  {
    tag: `!${name}`,
    collection: 'seq',
    resolve: (items) => ({ [named(name)]: 'toJSON' in items ? items.toJSON() : items }),
  },
]);

/** Reads a template from YAML, with the short forms of functions written out. */
export const readTemplate = (text: string): Template => parse(text, { customTags }) as Template;
