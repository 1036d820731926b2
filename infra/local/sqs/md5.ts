import { createHash } from 'node:crypto';
import type { MessageAttributeValue } from '@aws-sdk/client-sqs';

/** The MD5 of a text in hexadecimal digits, as SQS gives it for bodies. */
export const md5 = (text: string): string => createHash('md5').update(text).digest('hex');

const prefixed = (bytes: Buffer): Buffer => {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
};

const text = (value = ''): Buffer => prefixed(Buffer.from(value));

const typedValue = ({ BinaryValue, StringValue }: MessageAttributeValue): Buffer =>
  BinaryValue === undefined
    ? Buffer.concat([Buffer.from([1]), text(StringValue)])
    : // The wire has bytes in Base64, and the codec leaves them so.
      Buffer.concat([Buffer.from([2]), prefixed(Buffer.from(String(BinaryValue), 'base64'))]);

/** The MD5 of a message's attributes by the algorithm in SQS's developer guide; undefined without attributes. */
export const md5OfAttributes = (attributes: Readonly<Record<string, MessageAttributeValue>>): string | undefined => {
  const names = Object.keys(attributes).toSorted();
  if (names.length === 0) return undefined;
  const hash = createHash('md5');
  for (const name of names) {
    const value = attributes[name] ?? { DataType: undefined };
    hash.update(Buffer.concat([text(name), text(value.DataType), typedValue(value)]));
  }
  return hash.digest('hex');
};
