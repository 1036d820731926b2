import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { forwarderTemplate } from './forwarder.ts';
import { hubTemplate } from './hub.ts';
import { readTemplate, type Template } from './template.ts';

const text = (path: string): Promise<string> => readFile(fileURLToPath(new URL(path, import.meta.url)), 'utf8');
const template = async (path: string): Promise<Template> => readTemplate(await text(path));

/** The templates of an organisation by the names of their files. */
const organizationTemplates = async (): Promise<Readonly<Record<string, Template>>> => {
  const ofAccount = await template('../../template.yaml');
  return {
    'hub.json': hubTemplate(ofAccount, await template('hub.yaml'), await text('run.asl.json')),
    'member-roles.json': await template('member-roles.yaml'),
    'member-forwarder.json': forwarderTemplate(await template('member-forwarder.yaml'), ofAccount),
  };
};

/** Writes the templates of an organisation into the folder that its functions are in. */
export const writeTemplates = async (folder: string): Promise<void> => {
  for (const [name, it] of Object.entries(await organizationTemplates()))
    await writeFile(join(folder, name), `${JSON.stringify(it, null, 2)}\n`);
};
