import { CloudTrailClient, LookupEventsCommand } from '@aws-sdk/client-cloudtrail';
import { ask } from '../client/ask.ts';
import { type ClientOptions, clientConfig } from '../client/clients.ts';

/** The newest events about a resource, each as CloudTrail's own record. */
export type TrailLookup = (resource: string) => Promise<readonly unknown[]>;

/** Events of one answer at most. */
const MaxResults = 50;

/**
 * CloudTrail LookupEvents, which has the management events of 90 days and takes two calls a second: one call for each
 * resource. Throws as `Reader` does.
 */
export const trailLookup = (options: ClientOptions): TrailLookup => {
  const client = new CloudTrailClient(clientConfig(options));
  return async (resource) => {
    const LookupAttributes = [{ AttributeKey: 'ResourceName' as const, AttributeValue: resource }];
    const { Events = [] } = await ask({ action: 'cloudtrail:LookupEvents', about: resource }, () =>
      client.send(new LookupEventsCommand({ LookupAttributes, MaxResults })),
    );
    return Events.flatMap(({ CloudTrailEvent }): readonly unknown[] =>
      CloudTrailEvent === undefined ? [] : [JSON.parse(CloudTrailEvent)],
    );
  };
};
