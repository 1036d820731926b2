import { answers, efs, refuses, type Step } from '../step.ts';

const create = (name: string): Step =>
  efs(
    `CreateFileSystem: its token is new: ${name}`,
    { CreationToken: name, Tags: [{ Key: 'team', Value: name }] },
    answers({ NumberOfMountTargets: 0, Tags: [{ Key: 'team', Value: name }] }, 201),
    { [name]: 'FileSystemId', [`${name}Arn`]: 'FileSystemArn' },
  );
const of = (ResourceId: string, Key: string, Value: string) => ({ ResourceId, Tags: [{ Key, Value }] });

/** File systems and their tags. */
export const fileSystemSteps: readonly Step[] = [
  ...['one', 'two', 'three', 'four'].map(create),
  efs('CreateFileSystem: its token is taken', { CreationToken: 'one' }, refuses('FileSystemAlreadyExists', 409)),
  efs(
    'DescribeFileSystems: asked by id',
    { FileSystemId: '$one' },
    answers({
      FileSystems: [{ FileSystemId: '$one', NumberOfMountTargets: 0, Tags: [{ Key: 'team', Value: 'one' }] }],
    }),
  ),
  efs(
    'DescribeFileSystems: asked by ARN',
    { FileSystemId: '$oneArn' },
    answers({ FileSystems: [{ FileSystemId: '$one' }] }),
  ),
  efs(
    'DescribeFileSystems: there is no such file system',
    { FileSystemId: 'fs-0123456789abcdef0' },
    refuses('FileSystemNotFound', 404),
  ),
  efs('DescribeFileSystems: asked for pages of one', { MaxItems: 1 }, answers({ FileSystems: Array(4).fill({}) })),
  efs('DescribeFileSystems: the marker is none that it gave', { Marker: 'made-up' }, refuses('BadRequest')),
  efs('TagResource: by id', of('$one', 'colour', 'red'), answers()),
  efs('TagResource: by ARN', of('$oneArn', 'shape', 'round'), answers()),
  efs('UntagResource: two tags of three are named', { ResourceId: '$one', TagKeys: ['team', 'shape'] }, answers()),
  efs(
    'ListTagsForResource: one tag is left',
    { ResourceId: '$one' },
    answers({ Tags: [{ Key: 'colour', Value: 'red' }] }),
  ),
  efs(
    'CreateTags: deprecated as it is',
    { FileSystemId: '$two', Tags: [{ Key: 'colour', Value: 'blue' }] },
    answers({}, 204),
  ),
  efs(
    'DescribeTags: deprecated as it is',
    { FileSystemId: '$two' },
    answers({
      Tags: [
        { Key: 'team', Value: 'two' },
        { Key: 'colour', Value: 'blue' },
      ],
    }),
  ),
  efs('DeleteTags: deprecated as it is', { FileSystemId: '$two', TagKeys: ['colour'] }, answers({}, 204)),
];
