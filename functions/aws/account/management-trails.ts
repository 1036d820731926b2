import {
  CloudTrailClient,
  DescribeTrailsCommand,
  GetEventSelectorsCommand,
  type GetEventSelectorsCommandOutput,
  GetTrailStatusCommand,
} from '@aws-sdk/client-cloudtrail';
import { ask } from '../client/ask.ts';
import { type ClientOptions, clientConfig } from '../client/clients.ts';

/** A trail of the Region, and whether it writes down calls that change something. */
export interface ManagementTrail {
  readonly name: string;
  readonly logs: boolean;
}

/** Whether selectors take management events that write: basic ones say so, advanced ones by their category. */
const takesWrites = ({ EventSelectors = [], AdvancedEventSelectors = [] }: GetEventSelectorsCommandOutput): boolean =>
  EventSelectors.some(
    ({ IncludeManagementEvents, ReadWriteType }) => IncludeManagementEvents !== false && ReadWriteType !== 'ReadOnly',
  ) ||
  AdvancedEventSelectors.some(({ FieldSelectors = [] }) => {
    const of = (field: string) => FieldSelectors.find(({ Field }) => Field === field)?.Equals ?? [];
    return of('eventCategory').includes('Management') && !of('readOnly').includes('true');
  });

/** CloudTrail DescribeTrails, GetTrailStatus and GetEventSelectors. Without a trail EventBridge hears of no call. Throws as `Reader` does. */
export const managementTrails = async (options: ClientOptions): Promise<readonly ManagementTrail[]> => {
  const client = new CloudTrailClient(clientConfig(options));
  const { trailList = [] } = await ask({ action: 'cloudtrail:DescribeTrails', about: 'the trails' }, () =>
    client.send(new DescribeTrailsCommand({ includeShadowTrails: true })),
  );
  return Promise.all(
    trailList.map(async ({ Name = '', TrailARN: arn = Name }) => {
      const [status, selectors] = await Promise.all([
        ask({ action: 'cloudtrail:GetTrailStatus', about: arn }, () =>
          client.send(new GetTrailStatusCommand({ Name: arn })),
        ),
        ask({ action: 'cloudtrail:GetEventSelectors', about: arn }, () =>
          client.send(new GetEventSelectorsCommand({ TrailName: arn })),
        ),
      ]);
      return { name: Name, logs: status.IsLogging === true && takesWrites(selectors) };
    }),
  );
};
