import type { Server } from 'node:http';
import { Readable } from 'node:stream';
import type { Service } from '../service.ts';
import { parseBody } from '../wire/json.ts';
import type { WireRequest, WireResponse } from '../wire/message.ts';

const target = ({ headers }: WireRequest): string => headers['x-amz-target'] ?? '';

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

/** DynamoDB, as dynalite answers for it; tables are kept in memory. */
export const dynamodbService = (): Service => {
  let starting: Promise<Server> | undefined;
  const start = async (): Promise<Server> => {
    const { default: dynalite } = await import('dynalite');
    return dynalite({ createTableMs: 0, deleteTableMs: 0 });
  };
  return {
    name: 'dynamodb',
    throttlingCode: 'ThrottlingException',
    matches: (request) => target(request).startsWith('DynamoDB_'),
    operation: (request) => target(request).split('.')[1],
    input: (_name, { body }) => parseBody(body),
    async perform(_name, _input, { method, path, headers, body }) {
      starting ??= start();
      const server = await starting;
      return new Promise((resolve) => {
        const request = Object.assign(Readable.from([Buffer.from(body)]), { method, url: path, headers });
        server.emit('request', request, responseInto(resolve));
      });
    },
    refuse: ({ code, message, status }) => ({
      status: status ?? (code.startsWith('Internal') ? 500 : 400),
      headers: { 'content-type': 'application/x-amz-json-1.0' },
      body: JSON.stringify({ __type: `com.amazonaws.dynamodb.v20120810#${code}`, message }),
    }),
  };
};
