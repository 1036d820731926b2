import { assemble } from '../runtime/assemble.ts';
import { lambda } from '../runtime/lambda.ts';
import { answer } from './answer.ts';

const app = assemble(process.env);

/** The Lambda's entry: a queue batch, one EventBridge event, or a manual payload. */
export const handler = lambda(app, answer(app));
