/** How long a lease lasts, in ms: longer than an invocation can, so that it outlives its holder and never the other way round. */
export const leaseMs = 90_000;
