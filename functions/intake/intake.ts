import type { Own } from './cloudtrail.ts';
import { order } from './commands.ts';
import { configRuleInvocation } from './config-items.ts';
import { eventBridgeEvent } from './eventbridge.ts';
import { manualPayload } from './manual-payload.ts';
import { quote } from './quote.ts';
import { isObject } from './read.ts';
import { type Intake, malformed } from './result.ts';
import { workMessage } from './work-message.ts';

export type { Intake } from './result.ts';

/**
 * Reads one event from EventBridge or AWS Config, one work message, or one manual payload, and says where to look. Never
 * throws: what cannot be read is `malformed`.
 */
export const intake = (event: unknown, own: Own): Intake => {
  if (!isObject(event))
    return malformed(
      `the event is ${quote(event)}; expected a JSON object: an event from EventBridge or AWS Config, or {"mountTargetIds": ["fsmt-0123456789abcdef0"], "dryRun": true}.`,
    );
  if (Object.hasOwn(event, 'detail-type') || Object.hasOwn(event, 'source')) return eventBridgeEvent(event, own);
  if (Object.hasOwn(event, 'invokingEvent')) return configRuleInvocation(event);
  if (Object.hasOwn(event, 'version') || Object.hasOwn(event, 'cause')) return workMessage(event, own);
  return order(event) ?? manualPayload(event);
};
