import { nextUuid, type Random } from './random.ts';
import { type Service, signedFor } from './service.ts';
import { AwsFault } from './wire/aws-fault.ts';
import type { WireResponse } from './wire/message.ts';
import { escapeXml } from './wire/xml.ts';

/** STS, for `GetCallerIdentity` alone: every caller is the same user of the account. */
export const stsService = (account: string, random: Random): Service => {
  const answer = (status: number, root: string, content: string): WireResponse => ({
    status,
    headers: { 'content-type': 'text/xml' },
    body: `<${root} xmlns="https://sts.amazonaws.com/doc/2011-06-15/">${content}</${root}>`,
  });
  const metadata = () => `<RequestId>${nextUuid(random)}</RequestId>`;
  return {
    name: 'sts',
    operations: ['GetCallerIdentity'],
    matches: (request) => signedFor(request) === 'sts',
    operation: ({ body }) => new URLSearchParams(body).get('Action') ?? undefined,
    input: () => ({}),
    perform(operation) {
      if (operation !== 'GetCallerIdentity') {
        throw new AwsFault('InvalidAction', `Could not find operation ${operation} for version 2011-06-15`);
      }
      const arn = `arn:aws:iam::${account}:user/local`;
      const result = `<Arn>${arn}</Arn><UserId>AIDALOCALLOCALLOCAL00</UserId><Account>${account}</Account>`;
      return answer(
        200,
        'GetCallerIdentityResponse',
        `<GetCallerIdentityResult>${result}</GetCallerIdentityResult><ResponseMetadata>${metadata()}</ResponseMetadata>`,
      );
    },
    refuse: ({ code, message, status = code.startsWith('Internal') ? 500 : 400 }) =>
      answer(
        status,
        'ErrorResponse',
        `<Error><Type>${status < 500 ? 'Sender' : 'Receiver'}</Type><Code>${escapeXml(code)}</Code><Message>${escapeXml(message)}</Message></Error>${metadata()}`,
      ),
  };
};
