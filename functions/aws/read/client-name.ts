import { printable } from '../../core/model/printable.ts';

/** How much of a tag or a description is shown. */
const most = 56;

/** Anybody may write a description: one with the signs of a sentence must not read as a part of ours. */
const quoted = (text: string): string => (/[()";,]/.test(text) ? `"${text.replaceAll('"', "'")}"` : text);

/** What a person knows a machine by, beside its id: `web-1 (i-0123456789abcdef0)`; the id where there is neither name nor description. */
export const clientName = (id: string, known: readonly (string | undefined)[]): string => {
  const label = known.map((text) => text?.trim()).find((text) => text);
  return label ? `${quoted(printable(label, most))} (${id})` : id;
};
