/** What stands in the record in place of a rule when a change undoes another: by a person's order, or because it did not work out. */
const words = { revert: 'revert of', restore: 'restore after' } as const;

/** The rule of a change that undoes another. */
export const undoingOf = (how: keyof typeof words, changeId: string): string => `${words[how]} ${changeId}`;

/** Whether a change on record, by its rule, undoes another. */
export const isUndoing = (rule: string): boolean => Object.values(words).some((word) => rule.startsWith(`${word} `));
