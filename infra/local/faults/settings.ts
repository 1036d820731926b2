/** A token bucket: `burst` calls at once, `rate` more per second. */
export interface Rate {
  readonly rate: number;
  readonly burst: number;
}

/** What goes wrong by itself, the same way for the same seed. Everything left out does not happen. */
export interface FaultSettings {
  /** Each call waits this long before it is performed, in milliseconds; a pair gives the bounds. */
  readonly latencyMs?: number | readonly [least: number, most: number];
  /** After groups change, this many reads of them, or all reads within `ms`, still show the old ones. */
  readonly staleReads?: { readonly reads?: number; readonly ms?: number };
  /** One bucket for the whole of EFS; one for each operation of EC2. */
  readonly throttle?: { readonly efs?: Rate; readonly ec2?: Rate };
  /** The share (0 to 1) of EFS and EC2 calls that are throttled whatever their rate. */
  readonly throttledShare?: number;
  /** The share (0 to 1) of EFS and EC2 calls that are performed but whose answer is lost. */
  readonly lostShare?: number;
}

/** What happens to the next calls of one operation. */
export interface ScriptedFault {
  /** The error to answer with; its usual status and a message are filled in. */
  readonly error?: string;
  readonly status?: number;
  readonly message?: string;
  /** The operation is performed and the connection then breaks. */
  readonly lost?: boolean;
  /** The operation is performed although `error` is answered. */
  readonly performed?: boolean;
  /** How many calls it happens to; 1 when left out. */
  readonly times?: number;
  /** Only calls whose input has this text in it, such as one mount target's id. */
  readonly id?: string;
}
