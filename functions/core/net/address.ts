/** How one family's addresses are written, and where they lie on the number line that both families share. */
export interface AddressFamily {
  readonly name: 'IPv4' | 'IPv6';
  readonly bits: number;
  /** The first address's place on the line: a multiple of every block's size, so that blocks stay aligned. */
  readonly base: bigint;
  /** The address as a number from 0; undefined when the text is not an address of this family. */
  parse(text: string): bigint | undefined;
  format(address: bigint): string;
}

/** Dotted decimal without leading zeros, which some readers take for octal. */
export const IPV4: AddressFamily = {
  name: 'IPv4',
  bits: 32,
  base: 0n,
  parse(text) {
    const bytes = text.split('.');
    if (bytes.length !== 4 || !bytes.every((byte) => /^(?:0|[1-9]\d{0,2})$/.test(byte) && Number(byte) < 256)) return;
    return bytes.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
  },
  format: (address) => [24n, 16n, 8n, 0n].map((shift) => (address >> shift) & 0xffn).join('.'),
};

const wordsIn = (half: string): readonly string[] => (half === '' ? [] : half.split(':'));

/** Hexadecimal words, as EC2 writes them; neither zones nor a dotted-decimal tail. Written as RFC 5952 says. */
export const IPV6: AddressFamily = {
  name: 'IPv6',
  bits: 128,
  base: 1n << 128n,
  parse(text) {
    const gap = text.indexOf('::');
    const head = wordsIn(gap < 0 ? text : text.slice(0, gap));
    const tail = gap < 0 ? [] : wordsIn(text.slice(gap + 2));
    const missing = 8 - head.length - tail.length;
    if (gap < 0 ? missing !== 0 : missing < 1) return;
    const words = [...head, ...Array.from({ length: missing }, () => '0'), ...tail];
    if (!words.every((word) => /^[0-9a-f]{1,4}$/i.test(word))) return;
    return words.reduce((sum, word) => (sum << 16n) | BigInt(`0x${word}`), 0n);
  },
  format(address) {
    const words = Array.from({ length: 8 }, (_, i) => ((address >> BigInt(112 - 16 * i)) & 0xffffn).toString(16));
    const text = words.join(':');
    const zeros = text.match(/\b0(?::0)+\b/g)?.reduce((longest, run) => (run.length > longest.length ? run : longest));
    return zeros === undefined ? text : text.replace(new RegExp(`(?:^|:)${zeros}(?::|$)`), '::');
  },
};
