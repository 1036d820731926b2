import type { Server } from 'node:http';
import { Readable } from 'node:stream';
import type { Service } from '../service.ts';
import { AwsFault } from '../wire/aws-fault.ts';
import { awsJsonRefusal, targetOf } from '../wire/aws-json.ts';
import { parseBody } from '../wire/json.ts';
import type { WireRequest, WireResponse } from '../wire/message.ts';

/** The part of a server response that dynalite uses, kept until it is whole. */
const responseInto = (done: (response: WireResponse) => void) => {
  const headers: Record<string, string> = {};
  return {
    statusCode: 200,
    setHeader(name: string, value: string | number) {
      headers[name.toLowerCase()] = String(value);
    },
    end(body = '') {
      done({ status: this.statusCode, headers, body });
    },
  };
};

const ask = (server: Server, { method, path, headers, body }: WireRequest): Promise<WireResponse> =>
  new Promise((resolve) => {
    const request = Object.assign(Readable.from([Buffer.from(body)]), { method, url: path, headers });
    server.emit('request', request, responseInto(resolve));
  });

/** The backups of a table that no backups were asked for. */
const backups = {
  ContinuousBackupsDescription: {
    ContinuousBackupsStatus: 'ENABLED',
    PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus: 'DISABLED' },
  },
};

/** DynamoDB, as dynalite answers for it; tables are kept in memory. */
export const dynamodbService = (): Service => {
  let starting: Promise<Server> | undefined;
  const start = async (): Promise<Server> => {
    const { default: dynalite } = await import('dynalite');
    return dynalite({ createTableMs: 0, deleteTableMs: 0 });
  };
  return {
    name: 'dynamodb',
    matches: (request) => targetOf(request, 'DynamoDB_') !== undefined,
    operation: (request) => targetOf(request, 'DynamoDB_'),
    input: (_name, { body }) => parseBody(body),
    async perform(name, _input, request) {
      starting ??= start();
      const server = await starting;
      if (name !== 'DescribeContinuousBackups') return ask(server, request);
      // dynalite keeps no backups; whether there is such a table it knows.
      const target = { 'x-amz-target': 'DynamoDB_20120810.DescribeTable' };
      const { status, headers } = await ask(server, { ...request, headers: { ...request.headers, ...target } });
      if (status !== 200) throw new AwsFault('TableNotFoundException', 'Table not found');
      return { status, headers: { 'content-type': headers['content-type'] ?? '' }, body: JSON.stringify(backups) };
    },
    refuse: (fault) => awsJsonRefusal(fault, 'com.amazonaws.dynamodb.v20120810'),
  };
};
