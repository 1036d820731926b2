import { setTimeout as wait } from 'node:timers/promises';
import type { HttpRequest, RequestSigningArguments } from '@smithy/types';
import type { LocalAws } from '../../infra/local/local-aws.ts';
import { idempotencyDefinition, ledgerDefinition, localTables } from '../../infra/local/tables.ts';

const signed = (service = '') => ({
  authorization: `AWS4-HMAC-SHA256 Credential=local/20261101/us-east-1/${service}/aws4_request, SignedHeaders=host, Signature=0`,
  'x-amz-date': '20261101T120000Z',
});

/** Names who asks whom, as SDK clients do, without the work of a signature, which the local account does not check. */
const signer = {
  sign: async (request: HttpRequest, { signingService }: RequestSigningArguments = {}) => {
    Object.assign(request.headers, signed(signingService));
    return request;
  },
};

const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };

/** What SDK clients need to ask a local account in process. */
export const inProcess = ({ handler: requestHandler }: Pick<LocalAws, 'handler'>) => ({
  ...{ region: 'us-east-1', credentials },
  ...{ requestHandler, signer },
});

/** Makes the two tables of a local account, over the wire: most tests begin with it, and a client takes ten times as long. */
export const addTables = async ({ handler }: Pick<LocalAws, 'handler'>): Promise<void> => {
  const ask = async (operation: string, body: object): Promise<string> => {
    const target = { 'x-amz-target': `DynamoDB_20120810.${operation}`, 'content-type': 'application/x-amz-json-1.0' };
    const headers = { ...signed('dynamodb'), ...target };
    const { response } = await handler.handle({ method: 'POST', path: '/', headers, body: JSON.stringify(body) });
    return Buffer.from(response.body).toString();
  };
  const tables = { [localTables.ledger]: ledgerDefinition, [localTables.idempotency]: idempotencyDefinition };
  for (const [TableName, definition] of Object.entries(tables))
    await ask('CreateTable', { TableName, BillingMode: 'PAY_PER_REQUEST', ...definition });
  for (const TableName of Object.keys(tables)) {
    while (!(await ask('DescribeTable', { TableName })).includes('"TableStatus":"ACTIVE"')) await wait(1);
  }
};
