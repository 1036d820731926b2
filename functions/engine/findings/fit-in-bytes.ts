const encoder = new TextEncoder();

/** Those of `items` that go into a JSON list of so many bytes of UTF-8: each in its turn, unless it is too large for what is left. */
export const fitInBytes = <Item>(items: readonly Item[], bytes: number): readonly Item[] => {
  // Each goes with a comma, or with the closing bracket.
  let left = bytes - 1;
  return items.filter((item) => {
    const size = encoder.encode(JSON.stringify(item)).length + 1;
    if (size > left) return false;
    left -= size;
    return true;
  });
};
