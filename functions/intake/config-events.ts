import { configItem } from './config-item.ts';
import { configResource } from './config-resource.ts';
import { lookAt } from './look-request.ts';
import { quote } from './quote.ts';
import { isObject, text } from './read.ts';
import type { Intake, Malformed } from './result.ts';

/** Reads "Config Configuration Item Change" events. */
export const configItemChange = (event: unknown): Intake =>
  lookAt('config-item', configItem('AWS Config item', event, 'detail'));

/** Reads "Config Rules Compliance Change" events of any rule: whatever the verdict, it says where something changed. */
export const configComplianceChange = (event: unknown): Intake =>
  lookAt('config-compliance', configResource('AWS Config compliance change', event, 'detail'));

/** Undefined for text that is not JSON, which JSON itself cannot say. */
const parseJson = (json: string): unknown => {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
};

type Json = Readonly<Record<string, unknown>>;

/** The notification for which AWS Config invokes a custom rule: JSON in the string `invokingEvent`. */
export const configNotification = (event: Json): { readonly invokingEvent: Json } | Malformed => {
  const invokingEvent = parseJson(text(event, 'invokingEvent') ?? '');
  if (isObject(invokingEvent)) return { invokingEvent };
  const message = `AWS Config rule: invokingEvent is ${quote(event['invokingEvent'])}; expected a JSON object in a string. Send the event as AWS delivered it.`;
  return { kind: 'malformed', message };
};

/** Reads the invocation of a custom AWS Config rule. */
export const configRuleInvocation = (event: Json): Intake => {
  const notification = configNotification(event);
  return 'kind' in notification
    ? notification
    : lookAt('config-rule', configItem('AWS Config rule', notification, 'invokingEvent'));
};
