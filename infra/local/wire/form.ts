/** A form body whose keys were split at their dots: `Filter.1.Name=x` is `Filter` → `1` → `Name` → `x`. */
export interface Form {
  text?: string;
  readonly parts: Map<string, Form>;
}

/** Parses an `application/x-www-form-urlencoded` body. */
export const parseForm = (body: string): Form => {
  const root: Form = { parts: new Map() };
  for (const [key, text] of new URLSearchParams(body)) {
    let at = root;
    for (const part of key.split('.')) {
      const next = at.parts.get(part) ?? { parts: new Map<string, Form>() };
      at.parts.set(part, next);
      at = next;
    }
    at.text = text;
  }
  return root;
};
