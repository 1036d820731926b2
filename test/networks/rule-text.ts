/** What one rule of a description lets in: from a group, from blocks, or from a prefix list by its name. */
export interface Letting {
  readonly ports: 'all' | { readonly from: number; readonly to: number };
  readonly source:
    | { readonly kind: 'group'; readonly name: string }
    | { readonly kind: 'list'; readonly name: string }
    | { readonly kind: 'block'; readonly block: string };
}

const shape = /^(nfs|all|(\d+)(?:-(\d+))?) from (?:(list) )?(\S+)$/;

/** Reads `nfs from app`, `all from 10.0.0.0/16`, `20-21 from list offices`. */
export const lettingOf = (text: string): Letting => {
  const [, what, from, to, list, name = ''] = shape.exec(text) ?? [];
  if (what === undefined) throw new Error(`not a rule: ${text}`);
  const ports = what === 'nfs' ? { from: 2049, to: 2049 } : { from: Number(from), to: Number(to ?? from) };
  const named = { kind: list ? ('list' as const) : ('group' as const), name };
  const source = name.includes('/') ? { kind: 'block' as const, block: name } : named;
  return { ports: what === 'all' ? 'all' : ports, source };
};
