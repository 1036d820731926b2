import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { anchorsOf, linksOf, markdown, spansOf } from '../support/markdown.ts';

const project = new URL('../../', import.meta.url);
const exists = (path: string, from: URL): boolean => existsSync(new URL(path, from));

/** Every file and folder of functions/, whose README names them from the room that it is about. */
const functions = readdirSync(new URL('functions/', project), { recursive: true, encoding: 'utf8' });
const isIn = (all: readonly string[], span: string): boolean =>
  all.some((path) => `/${path}`.endsWith(`/${span.replace(/\/$/, '')}`));

const pages = [
  'README.md',
  'SECURITY.md',
  'events/README.md',
  'events/notices/README.md',
  'functions/README.md',
  'functions/safety.md',
  'infra/landing-zone.md',
  'infra/operating.md',
  'infra/reference.md',
  'infra/policies/pipeline.md',
  'infra/policies/reference.md',
  'infra/runbooks/README.md',
  'test/figures.md',
];

describe.each(pages)('%s', (file) => {
  const folder = new URL(file, project);
  const text = markdown(file);

  it('links to nothing in the repository that is not there', () => {
    const leadsNowhere = (target: string): boolean => {
      if (/^https:\/\//.test(target)) return false;
      const [path = '', anchor] = target.split('#');
      if (path !== '' && !exists(path, folder)) return true;
      const page = path === '' ? text : anchor === undefined ? '' : readFileSync(new URL(path, folder), 'utf8');
      return anchor !== undefined && !anchorsOf(page).includes(`#${anchor}`);
    };
    expect(linksOf(text).filter(leadsNowhere)).toEqual([]);
  });

  it('names no file or folder that is not there', () => {
    const hasPathForm = (span: string) => /^[a-z][\w.-]*(\/[\w.-]+)+\/?$|^[\w-]+(\/|\.(ts|json|ya?ml|md))$/.test(span);
    // Capitals stand for what a reader puts in.
    const isPath = (span: string) => hasPathForm(span) && !/[A-Z]{4}/.test(span);
    const isThere = (span: string) => [project, folder].some((from) => exists(span, from)) || isIn(functions, span);
    const missing = spansOf(text).filter((span) => isPath(span) && !isThere(span));
    expect(missing).toEqual([]);
  });
});
