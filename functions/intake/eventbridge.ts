import { cloudTrailCall, type Own } from './cloudtrail.ts';
import { configComplianceChange, configItemChange } from './config-items.ts';
import { ec2Calls } from './ec2-calls.ts';
import { efsCalls } from './efs-calls.ts';
import { quote } from './quote.ts';
import { text } from './read.ts';
import { type Intake, ignore } from './result.ts';
import { tagChange } from './tag-change.ts';

type Parser = (event: unknown, own: Own) => Intake;

/** EventBridge's ids are UUIDs. One of any length would outgrow the ledger's items. */
const longestId = 128;

/** By `source` and `detail-type`. */
const parsers: ReadonlyMap<string, Parser> = new Map([
  ['aws.elasticfilesystem/AWS API Call via CloudTrail', cloudTrailCall('elasticfilesystem.amazonaws.com', efsCalls)],
  ['aws.ec2/AWS API Call via CloudTrail', cloudTrailCall('ec2.amazonaws.com', ec2Calls)],
  ['aws.config/Config Configuration Item Change', configItemChange],
  ['aws.config/Config Rules Compliance Change', configComplianceChange],
  ['aws.tag/Tag Change on Resource', tagChange],
]);

/** Reads an event from EventBridge and gives its id to the answer; one of an unknown kind is not relevant. */
export const eventBridgeEvent: Parser = (event, own) => {
  const parse = parsers.get(`${text(event, 'source')}/${text(event, 'detail-type')}`);
  const answer = parse === undefined ? ignore('not-relevant') : parse(event, own);
  const eventId = text(event, 'id');
  if (eventId === undefined) return answer;
  if (eventId.length > longestId)
    return {
      kind: 'malformed',
      message: `id is ${quote(eventId)}; expected an EventBridge event id of at most ${longestId} characters.`,
    };
  if (answer.kind === 'ignored') return { ...answer, eventId };
  return answer.kind === 'look' ? { ...answer, request: { ...answer.request, eventId } } : answer;
};
