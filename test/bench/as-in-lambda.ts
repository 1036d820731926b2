import * as z from 'zod/mini';
import { template } from '../artifact/template.ts';

/** The memory of the sweep function. */
export const { MemorySize: memoryMb } = z.object({ MemorySize: z.number() }).parse(template.Resources.Sweep.Properties);

/**
 * Arguments to Node with which its memory is used as in that function. V8 sizes its heap by the machine's memory: half of it
 * for what is old, up to 4 GB, and a 64th of that for each half of what is young (its heap_size_limit shows it). Where there
 * is more memory than the function has, garbage lies about.
 */
export const asInLambda = [`--max-old-space-size=${memoryMb / 2}`, `--max-semi-space-size=${memoryMb / 128}`];
