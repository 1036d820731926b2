declare module 'dynalite' {
  import type { Server } from 'node:http';

  /** Makes an HTTP server that answers as DynamoDB does, keeping its tables in memory. */
  function dynalite(options?: { readonly createTableMs?: number; readonly deleteTableMs?: number }): Server;
  export = dynalite;
}
