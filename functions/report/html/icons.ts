import { raw } from './markup.ts';

const shapes: Readonly<Record<string, string>> = {
  compliant: '<path d="M3.5 8.5l3 3 6-7"/>',
  drifted: '<path d="M2.5 6.2c2-2.4 4-1.4 5.5 0s3.5 2.4 5.5 0M2.5 10.8c2-2.4 4-1.4 5.5 0s3.5 2.4 5.5 0"/>',
  refused: '<path d="M8 3v6M8 12.2v.6"/><circle cx="8" cy="8" r="6.8"/>',
  open: '<circle cx="8" cy="8" r="6.2"/><path d="M1.8 8h12.4M8 1.8c-4 4.2-4 8.2 0 12.4 4-4.2 4-8.2 0-12.4"/>',
  unmanaged: '<path d="M5.4 6a2.6 2.6 0 1 1 3.7 2.4c-.8.4-1.1.9-1.1 1.6M8 12.4v.6"/>',
  exempt: '<path d="M3 8h10"/>',
  held: '<path d="M5.5 3.5v9M10.5 3.5v9"/>',
  unread: '<path d="M2 8c3-4.7 9-4.7 12 0-3 4.7-9 4.7-12 0zM3 13L13 3"/>',
};

/** The pictures of the page, which its parts refer to. */
export const icons = raw(
  `<svg class="defs" width="0" height="0" aria-hidden="true" focusable="false"><defs>${Object.entries(shapes)
    .map(
      ([name, shape]) =>
        `<symbol id="i-${name}" viewBox="0 0 16 16" fill="none" stroke="currentColor" stroke-width="1.7" stroke-linecap="round" stroke-linejoin="round">${shape}</symbol>`,
    )
    .join('')}</defs></svg>`,
);
