import { nextUuid, type Random } from '../random.ts';
import { type Service, signedFor } from '../service.ts';
import { AwsFault } from '../wire/aws-fault.ts';
import type { WireRequest } from '../wire/message.ts';
import { escapeXml } from '../wire/xml.ts';

/** A role that was assumed. */
export interface Session {
  readonly account: string;
  readonly role: string;
  readonly name: string;
  readonly expiresAt: number;
}

/** The roles of an account that trust the hub, as long as the external id is right. */
export interface Trust {
  readonly externalId: string;
  /** The names of the roles of each account. */
  readonly roles: Map<string, Set<string>>;
}

/** How long a session may last when one role assumes another, in seconds. */
const longest = 3600;

/** The access key that a request was signed with. */
const accessKeyOf = ({ headers }: WireRequest): string | undefined =>
  /Credential=([^/]+)\//.exec(headers['authorization'] ?? '')?.[1];

const roleIn = (arn: string) => /^arn:aws:iam::(\d{12}):role\/([\w+=,.@-]{1,64})$/.exec(arn)?.slice(1) ?? [];

/** STS AssumeRole, for the hub alone; and the sessions by their access keys. */
export const sessions = (trust: Trust, random: Random, now: () => number, asks: (request: WireRequest) => boolean) => {
  const byKey = new Map<string, Session>();

  const assume = (form: URLSearchParams, request: WireRequest): string => {
    const [arn, name] = [form.get('RoleArn') ?? '', form.get('RoleSessionName') ?? ''];
    const [account = '', role = ''] = roleIn(arn);
    const seconds = Number(form.get('DurationSeconds') ?? longest);
    if (!/^[\w+=,.@-]{2,64}$/.test(name) || !(seconds >= 900 && seconds <= longest))
      throw new AwsFault('ValidationError', 'RoleSessionName or DurationSeconds is not valid');
    const isTrusted = trust.roles.get(account)?.has(role) && form.get('ExternalId') === trust.externalId;
    if (!asks(request) || !isTrusted || !name.startsWith('mountguard-'))
      throw new AwsFault('AccessDenied', `User is not authorized to perform: sts:AssumeRole on resource: ${arn}`, 403);
    const key = `ASIA${nextUuid(random).replaceAll('-', '').slice(0, 16).toUpperCase()}`;
    const expiresAt = now() + seconds * 1000;
    byKey.set(key, { account, role, name, expiresAt });
    const end = new Date(expiresAt).toISOString();
    return `<Credentials><AccessKeyId>${key}</AccessKeyId><SecretAccessKey>local</SecretAccessKey><SessionToken>local</SessionToken><Expiration>${end}</Expiration></Credentials><AssumedRoleUser><AssumedRoleId>AROALOCAL:${escapeXml(name)}</AssumedRoleId><Arn>arn:aws:sts::${account}:assumed-role/${role}/${escapeXml(name)}</Arn></AssumedRoleUser>`;
  };

  const actionOf = ({ body }: WireRequest) => new URLSearchParams(body).get('Action') ?? undefined;
  const xml = (status: number, root: string, content: string) => ({
    status,
    headers: { 'content-type': 'text/xml' },
    body: `<${root} xmlns="https://sts.amazonaws.com/doc/2011-06-15/">${content}</${root}>`,
  });
  const service: Service = {
    name: 'sts',
    operations: ['AssumeRole'],
    matches: (request) => signedFor(request) === 'sts' && actionOf(request) === 'AssumeRole',
    operation: actionOf,
    input: (_name, { body }) => Object.fromEntries(new URLSearchParams(body)),
    perform: (_name, _input, request) => {
      const result = assume(new URLSearchParams(request.body), request);
      return xml(200, 'AssumeRoleResponse', `<AssumeRoleResult>${result}</AssumeRoleResult>`);
    },
    refuse: ({ code, message, status = 400 }) =>
      xml(
        status,
        'ErrorResponse',
        `<Error><Type>Sender</Type><Code>${escapeXml(code)}</Code><Message>${escapeXml(message)}</Message></Error>`,
      ),
  };
  return {
    service,
    /** Every session that was begun. */
    all: (): readonly Session[] => [...byKey.values()],
    of: (request: WireRequest): Session | undefined => byKey.get(accessKeyOf(request) ?? ''),
  };
};
