import { styleText } from 'node:util';

/** Colours by what they mean. Never the only sign of it: a symbol or a word says the same. */
const meanings = {
  title: 'bold',
  add: 'green',
  remove: 'red',
  change: 'yellow',
  danger: ['bold', 'red'],
  good: 'green',
  bad: 'red',
  faint: 'dim',
  command: 'cyan',
} as const satisfies Record<string, Parameters<typeof styleText>[0]>;

type Meaning = keyof typeof meanings;

/** Paints a text by its meaning; leaves it plain where no colour is wanted. */
export type Paint = Readonly<Record<Meaning, (text: string) => string>>;

/** The paint of a screen with or without colour. */
export const painting = (isColoured: boolean): Paint => {
  const each = Object.entries(meanings).map(([name, format]) => [
    name,
    (text: string) => (isColoured && text !== '' ? styleText(format, text, { validateStream: false }) : text),
  ]);
  return Object.fromEntries(each) as Paint;
};
