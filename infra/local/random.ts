/** A seeded source of numbers, so that ids and faults are the same in every run. Plain data: copy it to fork it. */
export interface Random {
  state: number;
}

/** The next 32 bits (mulberry32). */
export const nextBits = (random: Random): number => {
  random.state = (random.state + 0x6d2b79f5) | 0;
  let mixed = Math.imul(random.state ^ (random.state >>> 15), 1 | random.state);
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
  return (mixed ^ (mixed >>> 14)) >>> 0;
};

/** Whether something that happens in this share of cases (0 to 1) happens now. */
export const happens = (random: Random, share: number): boolean => share > 0 && nextBits(random) / 2 ** 32 < share;

/** An id as EC2 and EFS make them today: the prefix and 17 hexadecimal digits. */
export const nextId = (random: Random, prefix: string): string => {
  const digits = [nextBits(random), nextBits(random), nextBits(random)].map((bits) =>
    bits.toString(16).padStart(8, '0'),
  );
  return `${prefix}-0${digits.join('').slice(0, 16)}`;
};

/** A version 4 UUID, as AWS makes for requests and SQS messages. */
export const nextUuid = (random: Random): string => {
  const hex = [1, 2, 3, 4].map(() => nextBits(random).toString(16).padStart(8, '0')).join('');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`;
};
