import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

/** Something that others wrote, installed at pinned versions into a folder of its own. */
export interface Tool {
  readonly name: string;
  /** Files of `test/oracle` that pin it: when one changes, it is installed afresh. */
  readonly pins: readonly string[];
  /** Installs it into `folder`, which exists and is empty. */
  install(folder: string): Promise<void>;
}

/** A file of `test/oracle`, as an absolute path. */
export const oraclePath = (path: string): string => fileURLToPath(new URL(`../${path}`, import.meta.url));

/** Where a tool is, or will be, as an absolute path. */
export const toolPath = (path: string): string => oraclePath(`.tools/${path}`);

const fingerprint = ({ pins }: Tool): string => {
  const hash = createHash('sha256').update(`${process.platform} ${process.arch}`);
  for (const pin of pins) hash.update(readFileSync(oraclePath(pin)));
  return hash.digest('hex');
};

/** Installs a tool unless it is there already as its pins say; resolves to whether it had to. */
export const ensure = async (tool: Tool): Promise<boolean> => {
  const stamp = toolPath(`${tool.name}.installed`);
  const wanted = fingerprint(tool);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return false;
  const folder = toolPath(tool.name);
  await rm(stamp, { force: true });
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await tool.install(folder);
  await writeFile(stamp, wanted);
  return true;
};
