import { parseArgs } from 'node:util';
import { localAws } from './local-aws.ts';
import { createTables, localTables } from './tables.ts';

const { values } = parseArgs({
  options: { port: { type: 'string', default: '4566' }, seed: { type: 'string', default: '1' } },
});
const aws = localAws({ seed: Number(values.seed) });
const { url } = await aws.listen(Number(values.port));
await createTables({ endpoint: url });
aws.calls.reset();
console.log(
  `Local AWS (EFS, EC2, SQS, DynamoDB, STS) at ${url} with tables ${localTables.ledger} and ${localTables.idempotency}: ` +
    `export AWS_ENDPOINT_URL=${url} AWS_REGION=us-east-1 AWS_DEFAULT_REGION=us-east-1 AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local`,
);
