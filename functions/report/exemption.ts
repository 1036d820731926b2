import type { Exemption } from '../core/model/policy.ts';
import { visible } from './diagnostics/code-frame.ts';
import type { Renderers } from './formats.ts';
import { json } from './json.ts';

/** An exemption that has been written into a file. */
export interface AddedExemption extends Pick<Exemption, 'covers' | 'until' | 'reason'> {
  readonly file: string;
  readonly line: number;
}

/** How the answer of `exempt` is written. */
export const exemptionRenderers: Renderers<AddedExemption> = {
  screen: ({ file, line, covers, until, reason }) =>
    `${visible(file)}:${line}  ${covers} is exempt until ${until}: ${visible(reason)}\n`,
  json: (added) => json({ version: 1, ...added }),
};
