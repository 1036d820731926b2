import { fileURLToPath } from 'node:url';
import * as z from 'zod/mini';
import { pythonProgram } from '../set-up/python.ts';
import { run } from '../set-up/run.ts';
import { oraclePath } from '../set-up/tool.ts';

const schema = z.object({
  Resources: z.record(
    z.string(),
    z.object({ Type: z.string(), Properties: z.optional(z.record(z.string(), z.unknown())) }),
  ),
});

/** A template after the SAM transform: plain CloudFormation. */
export type Template = z.infer<typeof schema>;

/** `template.yaml`, as an absolute path. */
export const templatePath = fileURLToPath(new URL('../../../template.yaml', import.meta.url));

/** What the SAM transform makes of a template, as JSON text. */
export const transform = (path: string): Promise<string> =>
  run(pythonProgram('aws', 'python'), [oraclePath('template/transform.py'), path]);

/** `template.yaml` after the SAM transform. */
export const transformed = async (): Promise<Template> => schema.parse(JSON.parse(await transform(templatePath)));

/** Properties of the resources of one type, by logical id. */
export const ofType = (template: Template, type: string): ReadonlyMap<string, Readonly<Record<string, unknown>>> =>
  new Map(
    Object.entries(template.Resources).flatMap(([id, { Type, Properties = {} }]) =>
      Type === type ? [[id, Properties] as const] : [],
    ),
  );

/** Every value under a key, at any depth. */
export const valuesOf = (key: string, within: unknown): readonly unknown[] => {
  if (typeof within !== 'object' || within === null) return [];
  return Object.entries(within).flatMap(([name, value]) => [
    ...(name === key ? [value].flat() : []),
    ...valuesOf(key, value),
  ]);
};
