import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const isRunning = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

/** Another process uses the folder. */
class InUse extends Error {
  override readonly name = 'InUse';
}

/**
 * Makes a folder this process's own: two of them would overwrite what the other keeps. Resolves to the file to remove at the end.
 * Throws `InUse`.
 */
export const lockFolder = async (folder: string): Promise<string> => {
  const file = join(folder, 'lock');
  try {
    await writeFile(file, `${process.pid}`, { flag: 'wx' });
    return file;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    const owner = Number(await readFile(file, 'utf8'));
    if (owner > 0 && owner !== process.pid && isRunning(owner))
      throw new InUse(
        `the sample world in ${folder} is in use by process ${owner}; wait for it to end, or work in another folder`,
      );
    await rm(file, { force: true });
    return lockFolder(folder);
  }
};
