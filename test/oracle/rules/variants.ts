import { sampleWith } from '../../support/samples.ts';

const group = 'sg-0aaaaaaaaaaaaaaa1';
const fileSystem = 'fs-0123456789abcdef0';

const documented = 'Mount target fsmt-0a1b2c3d4e5f60718 for file system fs-0123456789abcdef0';

const oversized = (resourceType: string, resourceId: string): unknown =>
  sampleWith('config-item-oversized', {
    'detail.configurationItemSummary.resourceType': resourceType,
    'detail.configurationItemSummary.resourceId': resourceId,
  });
const verdict = (resourceType: string, resourceId: string): unknown =>
  sampleWith('config-compliance-change', { 'detail.resourceType': resourceType, 'detail.resourceId': resourceId });

/** Events that matter and differ from a sample in little, for what no sample has. */
export const variants: ReadonlyMap<string, unknown> = new Map([
  ['an oversized item of a security group', oversized('AWS::EC2::SecurityGroup', group)],
  ['an oversized item of a file system', oversized('AWS::EFS::FileSystem', fileSystem)],
  ['a verdict on a security group', verdict('AWS::EC2::SecurityGroup', group)],
  ['a verdict on a file system', verdict('AWS::EFS::FileSystem', fileSystem)],
  [
    'a prefix list that has the entries of an earlier version again',
    sampleWith('cloudtrail-ec2-modify-managed-prefix-list', {
      'detail.eventName': 'RestoreManagedPrefixListVersion',
      'detail.requestParameters': {
        RestoreManagedPrefixListVersionRequest: { PrefixListId: 'pl-0aaaaaaaaaaaaaaa1' },
      },
    }),
  ],
  [
    'an item of an interface described as AWS documents it',
    sampleWith('config-item-network-interface', {
      'detail.configurationItem.configuration.interfaceType': 'interface',
      'detail.configurationItem.configuration.description': documented,
    }),
  ],
  [
    'an item of an interface that is gone and was described so',
    sampleWith('config-item-network-interface-deleted', {
      'detail.configurationItemDiff.changedProperties.Configuration.previousValue.description': documented,
    }),
  ],
  [
    'a change of an interface by what CloudTrail calls AWS Internal',
    sampleWith('cloudtrail-ec2-modify-network-interface-attribute-by-efs', {
      'detail.userIdentity.invokedBy': 'AWS Internal',
    }),
  ],
]);
