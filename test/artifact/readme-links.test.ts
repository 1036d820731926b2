import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { anchorsOf, linksOf, markdown, spansOf } from '../support/markdown.ts';

const project = new URL('../../', import.meta.url);
const exists = (path: string, from: URL): boolean => existsSync(new URL(path, from));

describe.each([
  { file: 'README.md', folder: project },
  { file: 'events/README.md', folder: new URL('events/', project) },
])('$file', ({ file, folder }) => {
  const text = markdown(file);

  it('links to nothing in the repository that is not there', () => {
    const leadsNowhere = (target: string): boolean => {
      if (/^https:\/\//.test(target)) return false;
      const [path = '', anchor] = target.split('#');
      if (path !== '' && !exists(path, folder)) return true;
      const page = path === '' ? text : anchor === undefined ? '' : markdown(path);
      return anchor !== undefined && !anchorsOf(page).includes(`#${anchor}`);
    };
    expect(linksOf(text).filter(leadsNowhere)).toEqual([]);
  });

  it('names no file or folder that is not there', () => {
    const hasPathForm = (span: string) => /^[a-z][\w.-]*(\/[\w.-]+)+\/?$|^[\w-]+(\/|\.(ts|json|ya?ml|md))$/.test(span);
    // Capitals stand for what a reader puts in.
    const isPath = (span: string) => hasPathForm(span) && !/[A-Z]{4}/.test(span);
    const places = [project, folder, new URL('functions/', project)];
    const missing = spansOf(text).filter((span) => isPath(span) && !places.some((from) => exists(span, from)));
    expect(spansOf(text).filter(isPath).length).toBeGreaterThan(5);
    expect(missing).toEqual([]);
  });
});
