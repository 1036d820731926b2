import type { LineCounter } from 'yaml';
import type * as z from 'zod/mini';
import { didYouMean } from '../../core/model/did-you-mean.ts';
import { parseCidr } from '../../core/net/cidr.ts';
import { type Issue, issuesOf, locate, withoutMeant } from '../issue.ts';
import { placed } from '../placed.ts';
import type { Path, PolicyProblem } from '../policy-problem.ts';
import { quoted } from '../policy-problem.ts';
import { readYaml } from '../read-yaml.ts';
import { endOfText, follow, type SourceNode } from '../source-node.ts';
import { clip } from '../wording.ts';
import type { PolicyTest, PolicyTests, TestGroup } from './policy-test.ts';
import { TESTS, testFileSchema } from './test-schema.ts';

const WHOLE = 'the file';

type Written = z.infer<typeof testFileSchema>;

/** A file of tests, or everything that is wrong with it in the order of its text. */
type ParsedTests = { readonly tests: PolicyTests } | { readonly findings: readonly PolicyProblem[] };

const unknownKey = (path: Path, key: string, keys: readonly string[], else_ = ''): Issue => {
  const meant = didYouMean(key, keys);
  const remedy = meant === undefined ? `write one of ${keys.join(', ') || 'them there'}${else_}` : `write ${meant}`;
  return { path, says: `is ${quoted(clip(key))}, which is not under groups`, remedy };
};

/** What is wrong between the parts of a file that are each right by themselves. */
const crossCheck = ({ groups, tests }: Written): readonly Issue[] => {
  const keys = [...groups.keys()];
  const unknown = (path: Path, list: readonly string[] | undefined): readonly Issue[] =>
    (list ?? []).flatMap((key, at) => (groups.has(key) ? [] : [unknownKey([...path, at], key, keys)]));
  const firsts = new Map<string, number>();
  return [
    ...[...groups].flatMap(([key, group]) =>
      (group?.nfsFrom ?? []).flatMap((from, at) =>
        groups.has(from) || parseCidr(from) !== undefined
          ? []
          : [unknownKey(['groups', key, 'nfsFrom', at], from, keys, ', or a CIDR block')],
      ),
    ),
    ...tests.flatMap(({ name, fileSystem, expect }, at): readonly Issue[] => {
      const path = ['tests', at];
      const first = firsts.get(name);
      if (first === undefined) firsts.set(name, at);
      const again = {
        path: [...path, 'name'],
        says: `is ${quoted(clip(name))}, the same as tests[${first}].name`,
        remedy: 'give every test a name of its own',
      };
      return [
        ...(first === undefined ? [] : [again]),
        ...unknown([...path, 'fileSystem', 'groups'], fileSystem.groups),
        ...unknown([...path, 'fileSystem', 'lastGood'], fileSystem.lastGood),
        ...unknown([...path, 'expect', 'add'], expect.add),
        ...unknown([...path, 'expect', 'remove'], expect.remove),
      ];
    }),
  ];
};

const groupsOf = ({ groups }: Written): readonly TestGroup[] =>
  [...groups].map(([key, group]) => {
    const { name = key, tags = new Map<string, string>(), nfsFrom = [], members = 0, id, owner } = group ?? {};
    return { key, name, tags, nfsFrom, members, ...(id && { id }), ...(owner && { owner }) };
  });

const testsOf = ({ tests }: Written, root: SourceNode, text: string, lines: LineCounter): readonly PolicyTest[] =>
  tests.map(({ name, today, fileSystem, expect }, index) => {
    const { tags, groups, lastGood, id, mountTarget, vpc, availabilityZone, account, region, units } = fileSystem;
    const { node } = follow(root, ['tests', index, 'expect']);
    const { rule, add, remove, reason } = expect;
    return {
      name,
      line: lines.linePos(follow(root, ['tests', index]).node.offset).line,
      expectAt: { offset: node.offset, end: endOfText(node, text) },
      ...(today && { at: today.expiresAt - 1 }),
      tags,
      within: {
        ...(account !== undefined && { account }),
        ...(region !== undefined && { region }),
        ...(units && { units }),
      },
      place: {
        ...(id && { fileSystemId: id }),
        ...(mountTarget && { id: mountTarget }),
        ...(vpc && { vpcId: vpc }),
        ...(availabilityZone !== undefined && { availabilityZone }),
      },
      attached: groups,
      ...(lastGood && { lastGood }),
      expect: {
        status: expect.status,
        ...(rule !== undefined && { rule }),
        ...(add && { add }),
        ...(remove && { remove }),
        ...(reason && { reason }),
      },
    };
  });

/** Reads a file of policy tests (YAML or JSON, at most 1 MiB). Never throws. */
export const parseTests = (text: string): ParsedTests => {
  const { root, problems, lines } = readYaml(text);
  if (root === undefined) return { findings: placed(problems, text, lines, WHOLE) };
  const { data, error } = testFileSchema.safeParse(root.value);
  const issues = withoutMeant(
    root,
    (error?.issues ?? []).flatMap((issue) => issuesOf(issue)),
    TESTS,
  );
  const all = [...problems, ...[...issues, ...(data ? crossCheck(data) : [])].flatMap((it) => locate(root, it))];
  if (data === undefined || all.length > 0) return { findings: placed(all, text, lines, WHOLE) };
  const { policy } = data;
  return {
    tests: {
      ...(policy !== undefined && { policy }),
      groups: groupsOf(data),
      tests: testsOf(data, root, text, lines),
    },
  };
};
