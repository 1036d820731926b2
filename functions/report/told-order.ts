import type { Renderers } from './formats.ts';
import { inCommands } from './in-commands.ts';
import { json } from './json.ts';
import { indented } from './layout.ts';

/** What came of an order, as its function answers. */
export interface ToldOrder {
  readonly explanation: string;
}

/** The forms of what came of an order. */
export const orderRenderers: Renderers<ToldOrder> = {
  screen: ({ explanation }, { width }) =>
    inCommands(explanation)
      .split(/(?<=\.) (?=[A-Z])/)
      .flatMap((sentence) => indented(sentence, 0, width))
      .map((line) => `${line}\n`)
      .join(''),
  json,
};
