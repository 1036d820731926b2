import { type Clock, systemClock } from '../clock.ts';
import { controlOf } from '../control.ts';
import { type Control, type Listening, listen } from '../listen.ts';
import { type LocalAws, localAws } from '../local-aws.ts';
import { requestHandler, type SdkRequestHandler } from '../request-handler.ts';
import { type LocalSecurityHub, localSecurityHub } from '../security-hub/service.ts';
import type { Serve } from '../serve.ts';
import { type Service, signedFor } from '../service.ts';
import { AwsFault } from '../wire/aws-fault.ts';
import type { WireRequest } from '../wire/message.ts';
import { type Session, sessions, type Trust } from './sessions.ts';

export interface LocalOrganizationOptions {
  /** The account whose tables, queues and STS are asked; its Region is that of the hub. */
  readonly hub: { readonly account: string; readonly region: string };
  readonly externalId: string;
  /** Accounts that have both member roles. */
  readonly accounts: readonly string[];
  /** The Regions that each of them has enabled. */
  readonly regions: readonly string[];
  /** Further services of the hub. */
  readonly services?: readonly Service[];
  readonly seed?: number;
  readonly clock?: Clock;
}

/** The services that are of a place; all others are the hub's. */
const placed = ['elasticfilesystem', 'ec2', 'logs', 'securityhub'];

/** What the read role may not do. */
const writing = /^(Modify|Create|Delete|Put|Authorize|Revoke|Tag|Untag)/;

/** Many accounts with many Regions on this machine, and the hub that assumes their roles. */
export interface LocalOrganization {
  readonly hub: LocalAws;
  readonly trust: Trust;
  /** The world of an account in a Region; throws where there is none. */
  at(account: string, region: string): LocalAws & { readonly securityHub: LocalSecurityHub };
  /** The account has not enabled the Region. */
  disable(account: string, region: string): void;
  /** Every session that was begun, as CloudTrail would tell. */
  sessions(): readonly Session[];
  readonly handler: SdkRequestHandler;
  /** Serves HTTP on the loopback address; port 0 takes a free one. */
  listen(port?: number): Promise<Listening>;
}

const regionOf = ({ headers }: WireRequest): string =>
  /Credential=[^/]+\/\d+\/([^/]+)\//.exec(headers['authorization'] ?? '')?.[1] ?? '';

/** Makes accounts with nothing in them. A request is answered by the world of the account that signed it, in the Region it is signed for. */
export const localOrganization = ({
  hub: { account, region },
  externalId,
  accounts,
  regions,
  services = [],
  seed = 1,
  clock = systemClock,
}: LocalOrganizationOptions): LocalOrganization => {
  const trust: Trust = {
    externalId,
    roles: new Map(accounts.map((it) => [it, new Set(['mountguard-read', 'mountguard-write'])])),
  };
  const began = sessions(
    trust,
    { state: seed },
    () => clock.now(),
    (request) => began.of(request) === undefined,
  );
  const hub = localAws({ seed, clock, account, region, services: [...services, began.service] });
  const key = (of: string, within: string) => `${of}/${within}`;
  const worlds = new Map(
    accounts
      .flatMap((of) => regions.map((within) => [of, within] as const))
      .map(([of, within], index) => {
        const securityHub = localSecurityHub(of, within);
        const services = [securityHub.service];
        const world = localAws({ seed: seed + index + 1, clock, account: of, region: within, services });
        return [key(of, within), { ...world, securityHub }];
      }),
  );
  const enabled = new Set(worlds.keys());

  const serve: Serve = async (request) => {
    if (!placed.includes(signedFor(request) ?? '')) return hub.serve(request);
    const session = began.of(request);
    const at = session ? key(session.account, regionOf(request)) : key(account, region);
    const world = session ? worlds.get(at) : hub;
    if (!world) return hub.refuse(request, new AwsFault('UnrecognizedClientException', `no such Region: ${at}`, 403));
    const isExpired = session !== undefined && clock.now() >= session.expiresAt;
    if (isExpired) return world.refuse(request, new AwsFault('ExpiredTokenException', 'The token is expired', 403));
    if (session && !enabled.has(at)) {
      const code = signedFor(request) === 'ec2' ? 'AuthFailure' : 'UnrecognizedClientException';
      return world.refuse(request, new AwsFault(code, 'The security token included in the request is invalid.', 403));
    }
    if (session?.role === 'mountguard-read' && writing.test(world.operationOf(request) ?? ''))
      return world.refuse(request, new AwsFault('AccessDeniedException', `${session.role} may not write`, 403));
    return world.serve(request);
  };

  const control: Control = (request) => {
    const at = /^\/_local\/(\d{12}\/[a-z0-9-]+)\//.exec(request.path)?.[1] ?? '';
    const world = worlds.get(at);
    return (world ? controlOf(world, `${at}/`) : controlOf(hub))(request);
  };

  return {
    hub,
    trust,
    at: (of, within) => {
      const world = worlds.get(key(of, within));
      if (!world) throw new Error(`the local organisation has no account ${of} in ${within}`);
      return world;
    },
    disable: (of, within) => void enabled.delete(key(of, within)),
    sessions: began.all,
    handler: requestHandler(serve),
    listen: (port = 0) => listen(port, serve, control, clock),
  };
};
