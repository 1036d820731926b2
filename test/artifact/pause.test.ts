import { describe, expect, it } from 'vitest';
import { template } from './template.ts';

describe('the pause in template.yaml', () => {
  it.each(['Remediate', 'Sweep'] as const)('reaches %s by its parameter, and is off unless asked for', (name) => {
    expect(template.Resources[name].Properties.Environment.Variables['PAUSED']).toBe('Paused');
    expect(template.Parameters['Paused']?.Default).toBe('false');
  });
});
