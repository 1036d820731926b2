import { idempotencyDefinition, ledgerDefinition } from '../../../infra/local/tables.ts';
import { answers, dynamodb, lacks, refuses, type Step } from '../step.ts';

const [S, N] = [(text: string) => ({ S: text }), (number: number) => ({ N: String(number) })];

const TableName = 'ledger';
const lease = { pk: S('fsmt-1'), sk: S('state') };
const change = (number: number) => ({ pk: S('fsmt-1'), sk: S(`change#${number}`), status: S('fixed') });
const unknown = { pk: S('fsmt-2'), sk: S('state') };
const put = (Item: Step['input'], more: Step['input'] = {}): Step['input'] => ({ TableName, Item, ...more });
const get = (Key: Step['input'], more: Step['input'] = {}): Step['input'] => ({
  TableName,
  Key,
  ConsistentRead: true,
  ...more,
});
const onlyNew = { ConditionExpression: 'attribute_not_exists(pk)' };

const take = (owner: string, now: number): Step['input'] => ({
  TableName,
  Key: lease,
  UpdateExpression: 'SET #owner = :owner, leaseExpiresAt = :until, listed = :marked',
  ConditionExpression: 'attribute_not_exists(#owner) OR leaseExpiresAt <= :now OR #owner = :owner',
  ExpressionAttributeNames: { '#owner': 'owner' },
  ExpressionAttributeValues: { ':owner': S(owner), ':until': N(now + 90), ':now': N(now), ':marked': S('marked') },
  ReturnValues: 'ALL_NEW',
});
const spend = (changeId: string, limit: number): Step['input'] => ({
  TableName,
  Key: { pk: S('account'), sk: S('hour') },
  UpdateExpression: 'ADD changes :change',
  ConditionExpression: 'attribute_not_exists(changes) OR size(changes) < :limit OR contains(changes, :changeId)',
  ExpressionAttributeValues: { ':change': { SS: [changeId] }, ':limit': N(limit), ':changeId': S(changeId) },
});
const release = (owner: string): Step['input'] => ({
  TableName,
  Key: lease,
  UpdateExpression: 'REMOVE #owner, leaseExpiresAt',
  ConditionExpression: '#owner = :owner',
  ExpressionAttributeNames: { '#owner': 'owner' },
  ExpressionAttributeValues: { ':owner': S(owner) },
});
const query = (more: Step['input'] = {}): Step['input'] => ({
  TableName,
  KeyConditionExpression: 'pk = :pk',
  ExpressionAttributeValues: { ':pk': S('fsmt-1') },
  ConsistentRead: true,
  ...more,
});
const ofIndex = (more: Step['input'] = {}): Step['input'] => ({
  TableName,
  IndexName: 'listed',
  KeyConditionExpression: 'listed = :marked',
  ExpressionAttributeValues: { ':marked': S('marked') },
  ...more,
});
const backwards = { ScanIndexForward: false, Limit: 2 };
const create = (name: string, definition: object): Step['input'] => ({
  TableName: name,
  BillingMode: 'PAY_PER_REQUEST',
  ...definition,
});
const nowhere = { TableName: 'nowhere' };

/** Tables, and items in them, in the ways that the ledger and the idempotency store go about them. */
export const tableSteps: readonly Step[] = [
  dynamodb(
    'CreateTable: it has an index',
    create(TableName, ledgerDefinition),
    answers({ TableDescription: { TableName } }),
  ),
  dynamodb('CreateTable: it has a single key', create('idempotency', idempotencyDefinition), answers()),
  dynamodb('CreateTable: it exists', create(TableName, ledgerDefinition), refuses('ResourceInUseException')),
  dynamodb(
    'CreateTable: its key is no attribute',
    create('odd', { ...idempotencyDefinition, AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }] }),
    refuses('ValidationException'),
  ),
  dynamodb(
    'DescribeTable: it exists',
    { TableName },
    answers({ Table: { TableName, TableStatus: 'ACTIVE', KeySchema: ledgerDefinition.KeySchema } }),
  ),
  dynamodb('DescribeTable: there is no such table', nowhere, refuses('ResourceNotFoundException')),
  dynamodb(
    'DescribeTimeToLive: none was asked for',
    { TableName },
    answers({ TimeToLiveDescription: { TimeToLiveStatus: 'DISABLED' } }),
  ),
  dynamodb('DescribeTimeToLive: there is no such table', nowhere, refuses('ResourceNotFoundException')),
  dynamodb(
    'DescribeContinuousBackups: none were asked for',
    { TableName },
    answers({
      ContinuousBackupsDescription: {
        ContinuousBackupsStatus: 'ENABLED',
        PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus: 'DISABLED' },
      },
    }),
  ),
  dynamodb('DescribeContinuousBackups: there is no such table', nowhere, refuses('TableNotFoundException')),

  dynamodb('PutItem: it is new', put(change(1), onlyNew), answers()),
  dynamodb('PutItem: it must be new and is not', put(change(1), onlyNew), refuses('ConditionalCheckFailedException')),
  dynamodb('PutItem: it takes the place of another', put({ ...change(1), reasons: { L: [] } }), answers()),
  dynamodb('PutItem: there is a second', put(change(2), onlyNew), answers()),
  dynamodb('PutItem: there is a third', put(change(3), onlyNew), answers()),
  dynamodb('PutItem: it lacks a key', put({ pk: S('fsmt-1') }), refuses('ValidationException')),
  dynamodb(
    'PutItem: its condition cannot be read',
    put(change(4), { ConditionExpression: 'pk =' }),
    refuses('ValidationException'),
  ),
  dynamodb('PutItem: there is no such table', { ...nowhere, Item: lease }, refuses('ResourceNotFoundException')),

  dynamodb(
    'GetItem: it exists',
    get({ pk: S('fsmt-1'), sk: S('change#1') }),
    answers({ Item: { ...change(1), reasons: { L: [] } } }),
  ),
  dynamodb('GetItem: it does not exist', get(unknown), lacks('Item')),
  dynamodb('GetItem: its key lacks a part', get({ pk: S('fsmt-1') }), refuses('ValidationException')),
  dynamodb('GetItem: there is no such table', { ...nowhere, Key: lease }, refuses('ResourceNotFoundException')),

  dynamodb(
    'UpdateItem: nobody has the lease',
    take('a', 1000),
    answers({ Attributes: { ...lease, owner: S('a'), leaseExpiresAt: N(1090), listed: S('marked') } }),
  ),
  dynamodb('UpdateItem: somebody else has the lease', take('b', 1089), refuses('ConditionalCheckFailedException')),
  dynamodb('UpdateItem: the lease has run out', take('b', 1090), answers({ Attributes: { owner: S('b') } })),
  dynamodb(
    'UpdateItem: the lease is given back by who lost it',
    release('a'),
    refuses('ConditionalCheckFailedException'),
  ),
  dynamodb('UpdateItem: the lease is given back', release('b'), lacks('Attributes')),
  dynamodb('UpdateItem: the first is spent', spend('a', 1), answers()),
  dynamodb('UpdateItem: the first is spent again', spend('a', 1), answers()),
  dynamodb('UpdateItem: all is spent', spend('b', 1), refuses('ConditionalCheckFailedException')),
  dynamodb(
    'UpdateItem: it is in a map that the item lacks',
    { TableName, Key: lease, UpdateExpression: 'SET hold.reason = :x', ExpressionAttributeValues: { ':x': S('x') } },
    refuses('ValidationException'),
  ),
  dynamodb(
    'UpdateItem: there is no such table',
    { ...nowhere, Key: lease, UpdateExpression: 'REMOVE x' },
    refuses('ResourceNotFoundException'),
  ),

  dynamodb('Query: all have the key', query(), answers({ Count: 4, Items: [{}, {}, {}, {}] })),
  dynamodb(
    'Query: the last come first',
    query(backwards),
    answers({
      Count: 2,
      Items: [{ sk: S('state') }, { sk: S('change#3') }],
      LastEvaluatedKey: { pk: S('fsmt-1'), sk: S('change#3') },
    }),
  ),
  dynamodb(
    'Query: it goes on where the page ended',
    query({ ...backwards, ExclusiveStartKey: { pk: S('fsmt-1'), sk: S('change#3') } }),
    answers({ Items: [{ sk: S('change#2') }, { sk: S('change#1') }] }),
  ),
  dynamodb(
    'Query: they come before another',
    query({
      KeyConditionExpression: 'pk = :pk AND sk < :before',
      ExpressionAttributeValues: { ':pk': S('fsmt-1'), ':before': S('change#2') },
    }),
    answers({ Count: 1, Items: [{ sk: S('change#1') }] }),
  ),
  dynamodb(
    'BatchGetItem: what exists of the items asked for',
    { RequestItems: { [TableName]: { Keys: [lease, unknown], ConsistentRead: true } } },
    answers({ Responses: { [TableName]: [lease] }, UnprocessedKeys: {} }),
  ),
  dynamodb(
    'BatchGetItem: a key is asked for twice',
    { RequestItems: { [TableName]: { Keys: [lease, lease] } } },
    refuses('ValidationException'),
  ),
  dynamodb(
    'BatchWriteItem: an item is put',
    { RequestItems: { [TableName]: [{ PutRequest: { Item: unknown } }] } },
    answers({ UnprocessedItems: {} }),
  ),
  dynamodb(
    'BatchWriteItem: an item is put twice',
    { RequestItems: { [TableName]: [{ PutRequest: { Item: unknown } }, { PutRequest: { Item: unknown } }] } },
    refuses('ValidationException'),
  ),
  dynamodb('Query: the index has one', ofIndex(), answers({ Count: 1, Items: [{ ...lease, listed: S('marked') }] })),
  dynamodb(
    'Query: an index is to be read consistently',
    ofIndex({ ConsistentRead: true }),
    refuses('ValidationException'),
  ),
  dynamodb('Query: there is no such index', ofIndex({ IndexName: 'none' }), refuses('ValidationException')),
  dynamodb('Query: there is no such table', query(nowhere), refuses('ResourceNotFoundException')),

  dynamodb(
    'DeleteItem: it is not as it should be',
    { TableName, Key: lease, ConditionExpression: 'listed = :x', ExpressionAttributeValues: { ':x': S('x') } },
    refuses('ConditionalCheckFailedException'),
  ),
  dynamodb(
    'DeleteItem: it exists',
    { TableName, Key: lease, ReturnValues: 'ALL_OLD' },
    answers({ Attributes: { ...lease } }),
  ),
  dynamodb('DeleteItem: it does not exist', { TableName, Key: unknown }, answers()),
  dynamodb('DeleteItem: there is no such table', { ...nowhere, Key: lease }, refuses('ResourceNotFoundException')),
];
