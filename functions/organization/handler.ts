import { assembleOrganization } from '../runtime/assemble-organization.ts';
import { lambda } from '../runtime/lambda.ts';
import { answer } from './answer.ts';

const app = assembleOrganization(process.env);

/** The Lambda's entry: a task of the organisation's state machine. */
export const handler = lambda(app, answer(app));
