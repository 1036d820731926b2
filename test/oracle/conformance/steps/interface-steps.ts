import type { Step } from './step.ts';

const interfaces = (when: string, input: Step['input'], more: Pick<Step, 'expect'>): Step => ({
  service: 'ec2',
  operation: 'DescribeNetworkInterfaces',
  when,
  input,
  ...more,
});

/** The network interfaces of mount targets, and the end of everything. */
export const interfaceSteps: readonly Step[] = [
  interfaces(
    'asked by id',
    { NetworkInterfaceIds: ['$interface'] },
    {
      expect: {
        status: 200,
        output: {
          NetworkInterfaces: [{ NetworkInterfaceId: '$interface', InterfaceType: 'efs', RequesterManaged: true }],
        },
      },
    },
  ),
  interfaces(
    'filtered by type',
    { Filters: [{ Name: 'interface-type', Values: ['efs'] }] },
    {
      expect: { status: 200, output: { NetworkInterfaces: [{}, {}] } },
    },
  ),
  interfaces(
    'filtered by description',
    { Filters: [{ Name: 'description', Values: ['EFS mount target for *'] }] },
    {
      expect: { status: 200, output: { NetworkInterfaces: [{}, {}] } },
    },
  ),
  interfaces(
    'filtered by an attached group',
    { Filters: [{ Name: 'group-id', Values: ['$b'] }] },
    {
      expect: {
        status: 200,
        output: {
          NetworkInterfaces: [{ NetworkInterfaceId: '$interface', Groups: [{ GroupId: '$a' }, { GroupId: '$b' }] }],
        },
      },
    },
  ),
  interfaces(
    'there is no such interface',
    { NetworkInterfaceIds: ['eni-0123456789abcdef0'] },
    {
      expect: { status: 400, error: 'InvalidNetworkInterfaceID.NotFound' },
    },
  ),
  {
    service: 'ec2',
    operation: 'ModifyNetworkInterfaceAttribute',
    when: 'EFS manages the interface',
    input: { NetworkInterfaceId: '$interface', Groups: ['$c'] },
    expect: { status: 400, error: 'AuthFailure' },
  },
  {
    service: 'efs',
    operation: 'DescribeMountTargetSecurityGroups',
    when: 'someone tried past EFS',
    input: { MountTargetId: '$target' },
    expect: { status: 200, output: { SecurityGroups: ['$a', '$b'] } },
  },
  {
    service: 'ec2',
    operation: 'DeleteSecurityGroup',
    when: 'a mount target has it',
    input: { GroupId: '$a' },
    expect: { status: 400, error: 'DependencyViolation' },
  },
  {
    service: 'efs',
    operation: 'DeleteFileSystem',
    when: 'it has a mount target',
    input: { FileSystemId: '$one' },
    expect: { status: 409, error: 'FileSystemInUse' },
  },
  {
    service: 'efs',
    operation: 'DeleteMountTarget',
    when: 'it exists',
    input: { MountTargetId: '$target' },
    expect: { status: 204 },
  },
  {
    service: 'efs',
    operation: 'DeleteMountTarget',
    when: 'it is gone',
    input: { MountTargetId: '$target' },
    expect: { status: 404, error: 'MountTargetNotFound' },
  },
  {
    service: 'efs',
    operation: 'DeleteFileSystem',
    when: 'it has no mount target left',
    input: { FileSystemId: '$one' },
    expect: { status: 204 },
  },
  {
    service: 'efs',
    operation: 'DescribeFileSystems',
    when: 'it is gone',
    input: { FileSystemId: '$one' },
    expect: { status: 404, error: 'FileSystemNotFound' },
  },
];
