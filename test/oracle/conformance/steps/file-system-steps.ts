import type { Step } from './step.ts';

const create = (name: string): Step => ({
  service: 'efs',
  operation: 'CreateFileSystem',
  when: `its token is new: ${name}`,
  input: { CreationToken: name, Tags: [{ Key: 'team', Value: name }] },
  save: { [name]: 'FileSystemId', [`${name}Arn`]: 'FileSystemArn' },
  expect: { status: 201, output: { NumberOfMountTargets: 0, Tags: [{ Key: 'team', Value: name }] } },
});

/** File systems and their tags. */
export const fileSystemSteps: readonly Step[] = [
  ...['one', 'two', 'three', 'four'].map(create),
  {
    service: 'efs',
    operation: 'CreateFileSystem',
    when: 'its token is taken',
    input: { CreationToken: 'one' },
    expect: { status: 409, error: 'FileSystemAlreadyExists' },
  },
  {
    service: 'efs',
    operation: 'DescribeFileSystems',
    when: 'asked by id',
    input: { FileSystemId: '$one' },
    expect: {
      status: 200,
      output: {
        FileSystems: [{ FileSystemId: '$one', NumberOfMountTargets: 0, Tags: [{ Key: 'team', Value: 'one' }] }],
      },
    },
  },
  {
    service: 'efs',
    operation: 'DescribeFileSystems',
    when: 'asked by ARN',
    input: { FileSystemId: '$oneArn' },
    expect: { status: 200, output: { FileSystems: [{ FileSystemId: '$one' }] } },
  },
  {
    service: 'efs',
    operation: 'DescribeFileSystems',
    when: 'there is no such file system',
    input: { FileSystemId: 'fs-0123456789abcdef0' },
    expect: { status: 404, error: 'FileSystemNotFound' },
  },
  {
    service: 'efs',
    operation: 'DescribeFileSystems',
    when: 'asked for pages of one',
    input: { MaxItems: 1 },
    expect: { status: 200, output: { FileSystems: Array(4).fill({}) } },
  },
  {
    service: 'efs',
    operation: 'DescribeFileSystems',
    when: 'the marker is none that it gave',
    input: { Marker: 'made-up' },
    expect: { status: 400, error: 'BadRequest' },
  },
  {
    service: 'efs',
    operation: 'TagResource',
    when: 'by id',
    input: { ResourceId: '$one', Tags: [{ Key: 'colour', Value: 'red' }] },
    expect: { status: 200 },
  },
  {
    service: 'efs',
    operation: 'TagResource',
    when: 'by ARN',
    input: { ResourceId: '$oneArn', Tags: [{ Key: 'shape', Value: 'round' }] },
    expect: { status: 200 },
  },
  {
    service: 'efs',
    operation: 'UntagResource',
    when: 'two tags of three are named',
    input: { ResourceId: '$one', TagKeys: ['team', 'shape'] },
    expect: { status: 200 },
  },
  {
    service: 'efs',
    operation: 'ListTagsForResource',
    when: 'one tag is left',
    input: { ResourceId: '$one' },
    expect: { status: 200, output: { Tags: [{ Key: 'colour', Value: 'red' }] } },
  },
  {
    service: 'efs',
    operation: 'CreateTags',
    when: 'deprecated as it is',
    input: { FileSystemId: '$two', Tags: [{ Key: 'colour', Value: 'blue' }] },
    expect: { status: 204 },
  },
  {
    service: 'efs',
    operation: 'DescribeTags',
    when: 'deprecated as it is',
    input: { FileSystemId: '$two' },
    expect: {
      status: 200,
      output: {
        Tags: [
          { Key: 'team', Value: 'two' },
          { Key: 'colour', Value: 'blue' },
        ],
      },
    },
  },
  {
    service: 'efs',
    operation: 'DeleteTags',
    when: 'deprecated as it is',
    input: { FileSystemId: '$two', TagKeys: ['colour'] },
    expect: { status: 204 },
  },
];
