/** One way in which moto 5.2.1 is not as AWS is. */
interface Fault {
  /** The number under which a fault of its EFS is listed among those that were found before the contract was played. */
  readonly row?: number;
  readonly moto: string;
  readonly aws: string;
}

const faults = {
  'ordinary-interface': {
    row: 1,
    moto: 'the interface of a mount target is an ordinary one, without a description, that anyone may change',
    aws: 'it is of type efs, says whose it is, and is changed through EFS alone',
  },
  'modify-status': { row: 2, moto: 'Modify answers with 200 and a body', aws: '204 and none' },
  'six-groups': { row: 3, moto: 'Modify takes six groups', aws: 'SecurityGroupLimitExceeded' },
  'unknown-groups': {
    row: 4,
    moto: 'Modify takes groups that do not exist or are of another VPC',
    aws: 'SecurityGroupNotFound',
  },
  'empty-list': { row: 5, moto: 'Modify takes an empty list', aws: 'BadRequest' },
  'no-list': { row: 6, moto: 'Modify without a list fails and stores that', aws: 'BadRequest' },
  duplicates: { row: 7, moto: 'a group that is named twice is kept twice', aws: 'the groups are a set' },
  'no-default-group': {
    row: 8,
    moto: 'a mount target made without groups shows none, though its interface has the default group',
    aws: 'it shows the default group of the VPC',
  },
  'apart-from-interface': {
    row: 9,
    moto: 'the groups of a mount target are kept apart from those of its interface',
    aws: 'they are the same',
  },
  'not-found-statuses': { row: 10, moto: 'SubnetNotFound and SecurityGroupNotFound have status 404', aws: '400' },
  'half-made': { row: 11, moto: 'a mount target that is refused is half made, and counted', aws: 'nothing is made' },
  'create-foreign-groups': { row: 12, moto: 'Create takes groups of another VPC', aws: 'SecurityGroupNotFound' },
  'at-once': { row: 13, moto: 'everything is available at once', aws: 'it is creating first, and says so in errors' },
  ipv6: { row: 14, moto: 'IPv6 addresses are ignored', aws: 'they are given' },
  arns: { row: 15, moto: 'no ARN is known as an id', aws: 'ARNs are taken for ids' },
  'page-sizes': { row: 16, moto: 'MaxItems is honoured, whatever it is', aws: 'pages have 100, and none may have 0' },
  'deprecated-tags': { row: 17, moto: 'the deprecated operations on tags are lacking', aws: 'they work' },
  'no-throttling': { row: 18, moto: 'nothing is throttled', aws: 'ThrottlingException' },
  'three-ids': {
    row: 19,
    moto: 'DescribeMountTargets takes all three ids together and fails at the last',
    aws: 'BadRequest',
  },
  'iam-in-xml': {
    row: 20,
    moto: 'IAM is asked only when told to, and a refusal is XML whatever the service speaks',
    aws: 'EFS answers with AccessDeniedException in JSON',
  },
  'iam-of-actions': {
    moto: 'IAM goes by actions alone: it matches no resource but *',
    aws: 'a role is narrowed by resources and conditions',
  },

  'no-access-point': { moto: 'an unknown access point is a failure', aws: 'AccessPointNotFound' },
  'no-update': { moto: 'UpdateFileSystem is lacking', aws: 'it works' },
  'tags-of-nothing': { moto: 'what does not exist has tags, and gets them', aws: 'FileSystemNotFound' },
  'unchecked-ids': { moto: 'the form of an id is not looked at', aws: 'ValidationException' },
  'unchecked-tags': {
    moto: 'keys and number of tags are hardly looked at',
    aws: 'what the tag rules forbid is refused',
  },
  'unchecked-zones': { moto: 'zones are not looked at', aws: 'another zone than there is, or fits, is refused' },

  'no-pages': { moto: 'page sizes and tokens are ignored, and no token is given', aws: 'lists have pages' },
  'no-usable-groups': { moto: 'GetSecurityGroupsForVpc is lacking', aws: 'it works' },
  'no-associations': { moto: 'groups cannot be associated with VPCs', aws: 'they can' },
  'shared-groups': { moto: 'an account has only groups of its own', aws: 'other accounts share theirs' },
  'groups-in-use': { moto: 'a group that is in use can be deleted', aws: 'DependencyViolation' },
  'default-vpc': { moto: 'every account has a default VPC', aws: 'this one has none' },
  filters: {
    moto: 'filters have no limit of values and not all wildcards, and an unknown one is a failure',
    aws: 'FilterLimitExceeded, wildcards everywhere, InvalidParameterValue',
  },
  'free-addresses': { moto: 'addresses never run out, and one that is taken is a failure', aws: 'an error says so' },
  'subnet-sizes': { moto: 'a subnet may be smaller than /28', aws: 'InvalidSubnet.Range' },
  'other-codes': { moto: 'the error has another code', aws: 'the code that the contract expects' },
  'unchecked-groups': {
    moto: 'a group may be named like an id and be of no VPC, and a default group can be deleted',
    aws: 'each is refused',
  },
  'unchecked-interface-groups': {
    moto: 'an interface takes any groups and any number of them',
    aws: 'it takes five that exist and fit',
  },
  'unchecked-prefix-lists': {
    moto: 'a prefix list is not looked at, nor is it missed',
    aws: 'its size, its family and its id are checked',
  },
  'unchecked-rules': { moto: 'rules are hardly looked at', aws: 'ports, peers and number of rules are checked' },

  'unchecked-attributes': { moto: "a queue's attributes are not looked at", aws: 'names and values are checked' },
  'unchecked-messages': { moto: 'members of a message are missed by a failure or not at all', aws: 'an error says so' },
  'unchecked-batches': { moto: 'batches are hardly looked at, or in another order', aws: 'number and ids are checked' },
  'sender-fault': { moto: 'SenderFault of a failed entry is a text', aws: 'it is a boolean' },
  'dead-letter-code': { moto: 'a missing dead-letter queue is QueueDoesNotExist', aws: 'InvalidParameterValue' },
  'handle-status': { moto: 'ReceiptHandleIsInvalid has status 400', aws: '404' },
  'in-flight': { moto: 'a message that is not in flight can be hidden', aws: 'MessageNotInflight' },
  'unread-conditions': { moto: 'a condition that cannot be read is a failure', aws: 'ValidationException' },
  periods: { moto: 'a period need not be of whole minutes', aws: 'it is refused' },
  'no-appconfig': {
    moto: 'AppConfig hands no configuration out: a web page says that there is no such address',
    aws: 'it does',
  },
} satisfies Readonly<Record<string, Fault>>;

/** The name of a fault of moto's. */
export type MotoFault = keyof typeof faults;

/** Every fault of moto's that these tests know of, and what AWS does instead. */
export const motoFaults: Readonly<Record<MotoFault, Fault>> = faults;
