import * as z from 'zod/mini';
import { localTables } from '../../../infra/local/tables.ts';
import { localPlace } from '../../support/engine-scene.ts';
import type { ApiRequest } from './api-call.ts';
import { statementsOf } from './role.ts';
import type { Template } from './template.ts';

const logicalIds: Readonly<Record<string, string>> = {
  [localTables.ledger]: 'Ledger',
  [localTables.idempotency]: 'Idempotency',
};

const statement = z.object({
  Action: z.union([z.string(), z.array(z.string())]),
  Resource: z.unknown(),
  Condition: z.optional(z.unknown()),
});
const ofKeys = z.object({ 'dynamodb:LeadingKeys': z.array(z.object({ 'Fn::Sub': z.string() })) });
const leadingKeys = z.union([
  z.object({ 'ForAllValues:StringEquals': ofKeys }),
  z.object({ 'ForAllValues:StringLike': ofKeys }),
]);
const textKey = z.record(z.string(), z.object({ S: z.optional(z.string()) }));
const asked = z.object({
  TableName: z.optional(z.string()),
  IndexName: z.optional(z.string()),
  Key: z.optional(textKey),
  Item: z.optional(textKey),
  RequestItems: z.optional(z.record(z.string(), z.unknown())),
});
const writes = z.array(z.object({ PutRequest: z.object({ Item: textKey }) }));

/** What CloudFormation puts in for its own parameters. */
const inPlace = (text: string): string =>
  text.replace(/\$\{AWS::(\w+)\}/g, (_, name) => (name === 'AccountId' ? localPlace.account : localPlace.region));

/** A resource of a statement as text, in which a logical id stands for the ARN of its resource. */
const textOf = (resource: unknown): readonly string[] => {
  if (Array.isArray(resource)) return resource.flatMap(textOf);
  if (typeof resource === 'string') return [resource];
  const { 'Fn::GetAtt': attribute, 'Fn::Sub': put } = Object(resource);
  if (Array.isArray(attribute)) return [String(attribute[0])];
  const [text] = [put].flat();
  // The ledger is put in by name, because another stack may have made it.
  return typeof text === 'string' ? [text.replace(/^.*:table\/\$\{Table\}/, 'Ledger')] : [];
};

const hasForm = (text: string, form: string): boolean =>
  new RegExp(`^${form.replace(/[^\w*]/g, '\\$&').replaceAll('*', '.*')}$`).test(text);

/**
 * Whether the role of one of the template's functions lets it ask a table for this: by the table or index, and by the leading
 * key where a condition names it. Everything that is not asked of DynamoDB is allowed.
 */
export const tableGrants = (template: Template, functionName: string) => {
  const statements = statementsOf(template, functionName).flatMap((it) => {
    const { data } = z.safeParse(statement, it);
    return data ? [data] : [];
  });
  return (action: string, { body }: ApiRequest): boolean => {
    if (!action.startsWith('dynamodb:')) return true;
    const {
      TableName,
      IndexName,
      Item,
      Key = Item,
      RequestItems = {},
    } = asked.parse(JSON.parse(body.toString('utf8')));
    const tables = TableName === undefined ? Object.keys(RequestItems) : [TableName];
    const put = Object.values(RequestItems).flatMap((of) => z.safeParse(writes, of).data ?? []);
    const items = put.length > 0 ? put.map(({ PutRequest }) => PutRequest.Item) : [Key];
    const pks = items.map((it) => it?.['pk']?.S ?? '');
    const resources = tables
      .map((name) => logicalIds[name] ?? name)
      .map((table) => (IndexName === undefined ? table : `${table}/index/${IndexName}`));
    return statements.some(({ Action, Resource, Condition }) => {
      const [of] = Object.values(z.safeParse(leadingKeys, Condition).data ?? {});
      const keys = of?.['dynamodb:LeadingKeys'];
      const isOfKey = keys === undefined || pks.every((pk) => keys.some((key) => hasForm(pk, inPlace(key['Fn::Sub']))));
      const isOfTables = resources.every((resource) => textOf(Resource).some((form) => hasForm(resource, form)));
      return [Action].flat().includes(action) && isOfKey && isOfTables;
    });
  };
};
