const SHAPE = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/;

export interface Block {
  /** The first address as a number. */
  readonly first: number;
  readonly size: number;
}

/** Parses an IPv4 block such as `10.0.0.0/16`; undefined when the text is not one. */
export const parseBlock = (text: string): Block | undefined => {
  const match = SHAPE.exec(text);
  if (!match) return undefined;
  const [a = 256, b = 256, c = 256, d = 256, length = 33] = match.slice(1).map(Number);
  if (Math.max(a, b, c, d) > 255 || length > 32) return undefined;
  const size = 2 ** (32 - length);
  const address = ((a * 256 + b) * 256 + c) * 256 + d;
  return { first: Math.floor(address / size) * size, size };
};

/** The address at this place in a block, as text. */
export const addressAt = ({ first }: Block, place: number): string => {
  const address = first + place;
  return [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join('.');
};

/** Whether two blocks have an address in common. */
export const overlap = (a: Block, b: Block): boolean => a.first < b.first + b.size && b.first < a.first + a.size;
