import { printable } from '../core/model/printable.ts';

/** A cell that no spreadsheet takes for a formula, and in which nothing is invisible. */
const cell = (value: string | number | null): string => {
  if (value === null || value === '') return '';
  const text = printable(String(value), 1000);
  const harmless = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
};

/** A table as CSV (RFC 4180), its head first. */
export const csv = (head: readonly string[], rows: readonly (readonly (string | number | null)[])[]): string =>
  [head, ...rows].map((row) => `${row.map(cell).join(',')}\r\n`).join('');
