import { order } from './commands.ts';
import { configRuleInvocation } from './config-items.ts';
import { noObject, unopened } from './envelope.ts';
import { eventBridgeEvent } from './eventbridge.ts';
import { manualPayload } from './manual-payload.ts';
import type { Own } from './place.ts';
import { isForeignArn } from './place.ts';
import { quote } from './quote.ts';
import { isObject } from './read.ts';
import { type Intake, malformed } from './result.ts';
import { workMessage } from './work-message.ts';

export type { Intake } from './result.ts';

/** Reads what a person sends: ids by ARN have to be of our own account and Region. */
const sentByHand = (event: Readonly<Record<string, unknown>>, own: Own): Intake => {
  const foreign = Object.values(event)
    .flat()
    .find((value) => isForeignArn(own, value));
  if (foreign === undefined) return order(event) ?? manualPayload(event);
  const { account, region } = own.place ?? {};
  return malformed(
    `the payload names ${quote(foreign, 128)}, which is not of this account and Region; this deployment looks after account ${account} and Region ${region}. Invoke the deployment there, or name ids of this one.`,
  );
};

/**
 * Reads one event from EventBridge or AWS Config, one work message, or one manual payload, and says where to look. Never
 * throws: what cannot be read is `malformed`.
 */
export const intake = (event: unknown, own: Own): Intake => {
  if (!isObject(event)) return noObject(event);
  if (Object.hasOwn(event, 'detail-type') || Object.hasOwn(event, 'source')) return eventBridgeEvent(event, own);
  if (Object.hasOwn(event, 'invokingEvent')) return configRuleInvocation(event, own);
  const isMessage = Object.hasOwn(event, 'version') || Object.hasOwn(event, 'cause');
  return unopened(event) ?? (isMessage ? workMessage(event, own) : sentByHand(event, own));
};
