/** The 16-bit parts of an IPv6 address, `::` filled with zeros. */
const sixParts = (text: string): readonly string[] => {
  const [head = '', tail] = text.split('::');
  const before = head === '' ? [] : head.split(':');
  if (tail === undefined) return before;
  const after = tail === '' ? [] : tail.split(':');
  return [...before, ...Array<string>(8 - before.length - after.length).fill('0'), ...after];
};

/** An address as its bits, written with `0` and `1`. */
const bitsOf = (address: string): string =>
  address.includes(':')
    ? sixParts(address)
        .map((part) => Number.parseInt(part, 16).toString(2).padStart(16, '0'))
        .join('')
    : address
        .split('.')
        .map((part) => Number(part).toString(2).padStart(8, '0'))
        .join('');

/** Whether a block such as `10.0.0.0/16` has an address of its family. */
export const holds = (block: string, address: string): boolean => {
  const [base = '', length] = block.split('/');
  if (base.includes(':') !== address.includes(':')) return false;
  return bitsOf(address).startsWith(bitsOf(base).slice(0, Number(length)));
};
