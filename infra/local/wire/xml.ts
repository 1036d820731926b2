import type { Member, Shape } from './shape.ts';

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\r': '&#xD;',
  '\n': '&#xA;',
};

/** Makes text safe inside an XML element. */
export const escapeXml = (text: string): string =>
  text.replace(/[&<>"\r\n]/g, (character) => ENTITIES[character] ?? '');

const element = ({ traits, name }: Member, content: string): string => {
  const tag = traits.xmlName ?? name;
  return `<${tag}>${content}</${tag}>`;
};

/** The content of an XML element with this shape, without the element itself; timestamps are ISO 8601. */
export const toXml = (shape: Shape, value: unknown): string => {
  if (shape.kind === 'list' && Array.isArray(value)) {
    const item = shape.item();
    return value.map((each: unknown) => element(item, toXml(item.shape, each))).join('');
  }
  if (shape.kind === 'structure' && typeof value === 'object' && value !== null) {
    const entries = value as Readonly<Record<string, unknown>>;
    let text = '';
    for (const member of shape.members()) {
      const each = entries[member.name];
      if (each !== undefined) text += element(member, toXml(member.shape, each));
    }
    return text;
  }
  return escapeXml(value instanceof Date ? value.toISOString() : String(value));
};
