import { existsSync } from 'node:fs';
import { run } from './run.ts';

const places = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Where Chromium is; undefined where there is none. */
const found = (): string | undefined => places.find((path) => existsSync(path));

/** Installs Debian's Chromium where there is none. It is no tool of its own folder: it needs libraries of the system. */
export const ensureChromium = async (): Promise<void> => {
  if (found() !== undefined) return;
  if (process.getuid?.() !== 0) throw new Error('The tests of the report need Chromium: apt-get install chromium');
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const startedAt = performance.now();
  await run('apt-get', ['update', '-qq'], { env });
  await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium', 'fonts-dejavu-core'], { env });
  console.log(`installed chromium in ${Math.round((performance.now() - startedAt) / 1000)} s`);
};

/** The program. Throws where the set-up has not run. */
export const chromiumPath = (): string => {
  const path = found();
  if (path === undefined) throw new Error('There is no Chromium, which the set-up of these tests installs');
  return path;
};
