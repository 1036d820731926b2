import type { CommandModule } from './command-module.ts';

/** One row of `mountguard --help`. */
export interface CommandRow {
  readonly name: string;
  readonly group: 'Look' | 'Write' | 'Policy' | 'Other';
  readonly says: string;
  load(): Promise<CommandModule>;
}

/** Every command, in the order of the help. Each is loaded when it is asked for. */
export const commandRows: readonly CommandRow[] = [
  {
    name: 'plan',
    group: 'Look',
    says: 'show what is not as the policy says, and what would be done about it; writes nothing',
    load: async () => (await import('./commands/plan.ts')).plan,
  },
  {
    name: 'explain',
    group: 'Look',
    says: 'show why one mount target has its status: rule, groups, guards, history, and what you can do',
    load: async () => (await import('./commands/explain.ts')).explain,
  },
  {
    name: 'simulate',
    group: 'Look',
    says: 'show what a change of the policy would do to the account, or to a snapshot of it',
    load: async () => (await import('./commands/simulate.ts')).simulate,
  },
  {
    name: 'snapshot',
    group: 'Look',
    says: 'save what a plan reads, for simulate and for reports of faults',
    load: async () => (await import('./commands/snapshot.ts')).snapshot,
  },
  {
    name: 'report',
    group: 'Look',
    says: 'write one file about accounts and Regions for people to read: HTML, Markdown, CSV or JSON',
    load: async () => (await import('./commands/report.ts')).report,
  },
  {
    name: 'history',
    group: 'Look',
    says: 'show what was changed and ordered, when, by whom and why',
    load: async () => (await import('./commands/history.ts')).history,
  },
  {
    name: 'watch',
    group: 'Look',
    says: 'follow what is changed, as it happens',
    load: async () => (await import('./commands/watch.ts')).watch,
  },
  {
    name: 'doctor',
    group: 'Look',
    says: 'check what mountguard needs, each with a remedy; changes nothing',
    load: async () => (await import('./commands/doctor.ts')).doctor,
  },
  {
    name: 'apply',
    group: 'Write',
    says: 'do what a plan says, through the deployed functions, and follow it',
    load: async () => (await import('./commands/apply.ts')).apply,
  },
  {
    name: 'revert',
    group: 'Write',
    says: 'restore what was there before changes, and hold it',
    load: async () => (await import('./commands/revert.ts')).revert,
  },
  {
    name: 'release',
    group: 'Write',
    says: 'end a hold before its time',
    load: async () => (await import('./commands/release.ts')).release,
  },
  {
    name: 'hold',
    group: 'Write',
    says: 'keep mount targets unchanged for a while',
    load: async () => (await import('./commands/hold.ts')).hold,
  },
  {
    name: 'pause',
    group: 'Write',
    says: 'stop every write of the account and Region',
    load: async () => (await import('./commands/pause.ts')).pause,
  },
  {
    name: 'resume',
    group: 'Write',
    says: 'end a pause',
    load: async () => (await import('./commands/resume.ts')).resume,
  },
  {
    name: 'init',
    group: 'Policy',
    says: 'propose a policy from the tags and groups that are there',
    load: async () => (await import('./commands/init.ts')).init,
  },
  {
    name: 'validate',
    group: 'Policy',
    says: 'say what is wrong with a policy, and where',
    load: async () => (await import('./commands/validate.ts')).validate,
  },
  {
    name: 'test',
    group: 'Policy',
    says: 'play the tests of a policy (*.test.yaml)',
    load: async () => (await import('./commands/test.ts')).test,
  },
  {
    name: 'exempt',
    group: 'Policy',
    says: 'leave a file system or mount target alone until a day',
    load: async () => (await import('./commands/exempt.ts')).exempt,
  },
  {
    name: 'completion',
    group: 'Other',
    says: 'print the completion of a shell: bash, zsh or fish',
    load: async () => (await import('./commands/completion.ts')).completion,
  },
];
