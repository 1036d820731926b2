import type { SQSRecord } from 'aws-lambda';
import { TerminalError } from '../core/model/errors.ts';

/** What a message from a queue says. Throws `TerminalError` when its body is not JSON. */
export const readMessage = ({ messageId, body }: Pick<SQSRecord, 'messageId' | 'body'>): unknown => {
  try {
    return JSON.parse(body);
  } catch (cause) {
    throw new TerminalError(`message ${messageId}: its body is not JSON; send an event or a work message`, {
      code: 'bad-request',
      cause,
    });
  }
};
