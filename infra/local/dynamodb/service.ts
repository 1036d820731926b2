import type { Server } from 'node:http';
import { Readable } from 'node:stream';
import type { Service } from '../service.ts';
import { awsJsonRefusal, targetOf } from '../wire/aws-json.ts';
import { parseBody } from '../wire/json.ts';
import type { WireResponse } from '../wire/message.ts';

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
    matches: (request) => targetOf(request, 'DynamoDB_') !== undefined,
    operation: (request) => targetOf(request, 'DynamoDB_'),
    input: (_name, { body }) => parseBody(body),
    async perform(_name, _input, { method, path, headers, body }) {
      starting ??= start();
      const server = await starting;
      return new Promise((resolve) => {
        const request = Object.assign(Readable.from([Buffer.from(body)]), { method, url: path, headers });
        server.emit('request', request, responseInto(resolve));
      });
    },
    refuse: (fault) => awsJsonRefusal(fault, 'com.amazonaws.dynamodb.v20120810'),
  };
};
