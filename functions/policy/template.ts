import type { Template } from '../core/model/policy.ts';

/** Text in which no reference opens. */
export const FIXED_TEXT = /^(?:[^$]|\$(?!\{))*$/u;

/** Text in which every `${` opens a reference to a tag key of 1 to 128 characters. */
export const TEMPLATE = /^(?:[^$]|\$(?!\{)|\$\{[^{}]{1,128}\})*$/u;

/** Splits text that `TEMPLATE` matches into its literals and references; empty literals are left out. */
export const toTemplate = (text: string): Template =>
  text
    .split(/\$\{([^{}]+)\}/)
    .map((part, index) => (index % 2 === 0 ? part : { tag: part }))
    .filter((part) => part !== '');
