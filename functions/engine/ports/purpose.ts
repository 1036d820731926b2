import type { Request } from '../../core/model/request.ts';

/** Why a look is taken; becomes part of the record of any write. */
export type Purpose = Pick<Request, 'cause' | 'actor' | 'eventId' | 'changedAt' | 'dryRun'>;
