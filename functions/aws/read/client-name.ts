/** How much of a tag or a description is shown. With an interface's id it is 80 characters. */
const most = 56;

/** Control characters, and those that change the direction of the text around them or cannot be seen. */
const unseen = /[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Cs}\p{Zl}\p{Zp}]/gu;

const visible = (text: string): string =>
  text.replace(unseen, (it) => `\\u{${it.codePointAt(0)?.toString(16).toUpperCase()}}`);

const bounded = (text: string): string => {
  const characters = [...text];
  return characters.length > most ? `${characters.slice(0, most - 1).join('')}…` : text;
};

/** Anybody may write a description: one with the signs of a sentence must not read as a part of ours. */
const quoted = (text: string): string => (/[()";,]/.test(text) ? `"${text.replaceAll('"', "'")}"` : text);

/** What a person knows a machine by, beside its id: `web-1 (i-0123456789abcdef0)`; the id where there is neither name nor description. */
export const clientName = (id: string, known: readonly (string | undefined)[]): string => {
  const label = known.map((text) => text?.trim()).find((text) => text);
  return label ? `${quoted(bounded(visible(label)))} (${id})` : id;
};
