import { configItem } from './config-item.ts';
import { configResource } from './config-resource.ts';
import { lookAt } from './look.ts';
import { isObject, text } from './read.ts';
import type { Intake } from './result.ts';
import { show } from './show.ts';

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

/** Reads the invocation of a custom AWS Config rule, whose `invokingEvent` is JSON in a string. */
export const configRuleInvocation = (event: Readonly<Record<string, unknown>>): Intake => {
  const invokingEvent = parseJson(text(event, 'invokingEvent') ?? '');
  if (!isObject(invokingEvent)) {
    const message = `AWS Config rule: invokingEvent is ${show(event['invokingEvent'])}; expected a JSON object in a string. Send the event as AWS delivered it.`;
    return { kind: 'malformed', message };
  }
  if (text(invokingEvent, 'messageType') === 'ScheduledNotification') return { kind: 'sweep', dryRun: false };
  return lookAt('config-rule', configItem('AWS Config rule', { invokingEvent }, 'invokingEvent'));
};
